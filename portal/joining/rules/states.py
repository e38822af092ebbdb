"""Where an application stands, and where it may go from there: this table and no other."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# How long the link works that confirms the address of who applies or asks to join.
CONFIRM_WITHIN = timedelta(days=3)


class State(TextChoices):
    """Where an application stands."""

    SUBMITTED = "submitted", _("being looked at")
    ASKED = "asked", _("waiting for the applicant's answer")
    VOTING = "voting", _("put to the vote")
    GUEST = "guest", _("guest")
    APPROVED = "approved", _("admitted")
    REFUSED = "refused", _("not admitted")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ENDED = "ended", _("time as a guest is over")


NEXT: Mapping[State, frozenset[State]] = {
    State.SUBMITTED: frozenset(
        {State.ASKED, State.VOTING, State.GUEST, State.APPROVED, State.REFUSED, State.WITHDRAWN}
    ),
    State.ASKED: frozenset({State.SUBMITTED, State.REFUSED, State.WITHDRAWN}),
    # A vote in which too few took part goes back to where it came from.
    State.VOTING: frozenset({State.SUBMITTED, State.APPROVED, State.REFUSED, State.WITHDRAWN}),
    # A guest may still become a member.
    State.GUEST: frozenset({State.SUBMITTED, State.ENDED, State.WITHDRAWN}),
    State.APPROVED: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.ENDED: frozenset(),
}

# Nothing follows: the county may apply anew.
CLOSED = frozenset(state for state, following in NEXT.items() if not following)


def sources_of(target: State) -> frozenset[State]:
    """Return the states from which an application may go to `target`."""
    return frozenset(state for state, following in NEXT.items() if target in following)


class Act(TextChoices):
    """What can happen to an application."""

    RECEIVED = "received", _("application received")
    JOINED = "joined", _("somebody joined the application")
    LEFT = "left", _("somebody left the application")
    ASKED = "asked", _("question to the applicant")
    ANSWERED = "answered", _("answer of the applicant")
    VOTE_OPENED = "vote_opened", _("vote opened")
    VOTE_FAILED = "vote_failed", _("too few votes")
    APPROVED = "approved", _("admitted")
    REFUSED = "refused", _("not admitted")
    GUEST = "guest", _("invited as a guest")
    GUEST_ENDED = "guest_ended", _("time as a guest is over")
    WITHDRAWN = "withdrawn", _("application withdrawn")
