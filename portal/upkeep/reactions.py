"""What follows for the upkeep of pages when something happens."""

from collections.abc import Mapping, Sequence

from portal.kernel.content import Reference
from portal.outbox.registry import Failure
from portal.upkeep.actions.keeping import keep_all_up


def reckon_anew(_references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Reckon when pages are due after the time between reviews was changed."""
    keep_all_up()
    return {}
