"""Where a mentorship stands, and where it may go from there: this table and no other."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a mentorship stands."""

    PROPOSED = "proposed", _("proposed")
    MENTOR_AGREED = "mentor_agreed", _("the mentor has agreed")
    MENTEE_AGREED = "mentee_agreed", _("the new county has agreed")
    ACTIVE = "active", _("running")
    ENDED = "ended", _("finished")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("ran out")


NEXT: Mapping[State, frozenset[State]] = {
    State.PROPOSED: frozenset(
        {State.MENTOR_AGREED, State.MENTEE_AGREED, State.DECLINED, State.EXPIRED}
    ),
    # Both must agree, in either order.
    State.MENTOR_AGREED: frozenset({State.ACTIVE, State.DECLINED, State.EXPIRED}),
    State.MENTEE_AGREED: frozenset({State.ACTIVE, State.DECLINED, State.EXPIRED}),
    State.ACTIVE: frozenset({State.ENDED}),
    State.ENDED: frozenset(),
    State.DECLINED: frozenset(),
    State.EXPIRED: frozenset(),
}

# Nothing follows: the two may be brought together again by hand, the matching leaves them alone.
CLOSED = frozenset(state for state, following in NEXT.items() if not following)
# Somebody has yet to say yes or no.
WAITING = frozenset({State.PROPOSED, State.MENTOR_AGREED, State.MENTEE_AGREED})
# A county has one of these at most.
CURRENT = WAITING | {State.ACTIVE}


def sources_of(target: State) -> frozenset[State]:
    """Return the states from which a mentorship may go to `target`."""
    return frozenset(state for state, following in NEXT.items() if target in following)


def after_consent(state: str, *, of_mentor: bool) -> State | None:
    """Return where one side's yes leads; None where it has said so already."""
    mine = State.MENTOR_AGREED if of_mentor else State.MENTEE_AGREED
    if state == State.PROPOSED:
        return mine
    return None if state in {mine, State.ACTIVE} else State.ACTIVE
