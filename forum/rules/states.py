"""Where the draft of an answer for the county stands, and where it may go: this table only."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DraftState(TextChoices):
    """Where a draft stands."""

    DRAFTING = "drafting", _("being written")
    SUBMITTED = "submitted", _("waiting for release")
    RETURNED = "returned", _("returned with a remark")
    RELEASED = "released", _("released")
    DISCARDED = "discarded", _("discarded")


NEXT: Mapping[DraftState, frozenset[DraftState]] = {
    DraftState.DRAFTING: frozenset({DraftState.SUBMITTED, DraftState.DISCARDED}),
    # Who wrote it may take it back as long as nobody has decided.
    DraftState.SUBMITTED: frozenset(
        {DraftState.DRAFTING, DraftState.RETURNED, DraftState.RELEASED, DraftState.DISCARDED}
    ),
    DraftState.RETURNED: frozenset({DraftState.SUBMITTED, DraftState.DISCARDED}),
    # A later change is a new draft, with a release of its own.
    DraftState.RELEASED: frozenset(),
    DraftState.DISCARDED: frozenset(),
}

# One of these per question and county.
OPEN = frozenset(state for state, following in NEXT.items() if following)
# Its words may change; what waits for release stays as it was submitted.
WRITABLE = frozenset({DraftState.DRAFTING, DraftState.RETURNED})


def sources_of(target: DraftState) -> frozenset[DraftState]:
    """Return the states from which a draft may go to `target`."""
    return frozenset(state for state, following in NEXT.items() if target in following)


class DraftAct(TextChoices):
    """What can happen to a draft."""

    BEGUN = "begun", _("draft begun")
    EDITED = "edited", _("text changed")
    SUBMITTED = "submitted", _("submitted for release")
    TAKEN_BACK = "taken_back", _("taken back")
    RETURNED = "returned", _("returned with a remark")
    RELEASED = "released", _("released")
    DISCARDED = "discarded", _("discarded")
    HANDED_OVER = "handed_over", _("handed over")


# Whoever did one of these wrote the text.
WRITING = frozenset({DraftAct.BEGUN, DraftAct.EDITED})
