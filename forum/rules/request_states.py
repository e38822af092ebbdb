"""Where a request to a county stands, and where it may go: this table only."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestState(TextChoices):
    """What became of a request."""

    OPEN = "open", _("waits for a reply")
    TAKEN = "taken", _("the county takes care of it")
    HANDED_ON = "handed_on", _("handed on")
    DECLINED = "declined", _("declined")
    ANSWERED = "answered", _("answered")
    EXPIRED = "expired", _("without an answer in time")
    WITHDRAWN = "withdrawn", _("withdrawn")


NEXT: Mapping[RequestState, frozenset[RequestState]] = {
    RequestState.OPEN: frozenset(set(RequestState) - {RequestState.OPEN}),
    # Whoever took it may find out that another county knows better, or that time is lacking.
    RequestState.TAKEN: frozenset(set(RequestState) - {RequestState.OPEN, RequestState.TAKEN}),
    RequestState.HANDED_ON: frozenset(),
    RequestState.DECLINED: frozenset(),
    RequestState.ANSWERED: frozenset(),
    # Late is better than never.
    RequestState.EXPIRED: frozenset({RequestState.ANSWERED}),
    # Who asks changes her mind twice.
    RequestState.WITHDRAWN: frozenset({RequestState.OPEN}),
}

# Still to be answered by this county.
PENDING = frozenset({RequestState.OPEN, RequestState.TAKEN})


def sources_of(target: RequestState) -> frozenset[RequestState]:
    """Return the states from which a request may go to `target`."""
    return frozenset(state for state, following in NEXT.items() if target in following)
