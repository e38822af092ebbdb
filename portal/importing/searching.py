"""Wait until everything imported can be found, delivering it ourselves where nobody else does."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kernel.screen import Screen
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry, EntryQuerySet

_LOOK_EVERY = 0.3
_PATIENCE = 3.0
_GIVE_UP_AFTER = 45.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was still open, and what failed for good, when the wait ended."""

    waiting: int
    failed: int


def wait_until_delivered(since: datetime, advance: Callable[[int], None]) -> Outcome:
    """Return when nothing is waiting any more, or when nothing has moved for a while.

    A running worker is left to its work: the embedded search has one writer. Only where nobody
    takes up deliveries, this process does.
    """
    open_before = open_deliveries()
    moved_at = time.monotonic()
    ours = False
    while open_before and time.monotonic() - moved_at < _GIVE_UP_AFTER:
        if not (ours and deliver_pending(timezone.now())):
            time.sleep(_LOOK_EVERY)
            ours = not _a_worker_is_at_it(since) or time.monotonic() - moved_at > _PATIENCE
        open_now = open_deliveries()
        if open_now < open_before:
            advance(open_before - open_now)
            moved_at = time.monotonic()
        open_before = open_now
    return Outcome(open_before, _entries().filter(failed_at__gte=since).count())


def make_searchable(screen: Screen, begun: datetime) -> None:
    """Wait, show how far it is, and say what came of it."""
    with screen.progress(_("Make searchable"), open_deliveries()) as bar:
        outcome = wait_until_delivered(begun, lambda count: bar.advance(count, count))
    if outcome.waiting or outcome.failed:
        screen.say(
            _(
                "Not searchable yet: %(waiting)d wait for the search and are delivered later, "
                "%(failed)d failed (see the administration)."
            )
            % {"waiting": outcome.waiting, "failed": outcome.failed}
        )
    else:
        screen.say(_("Everything imported can be found."))


def open_deliveries() -> int:
    """Return how many deliveries are still to be made."""
    return _entries().open().count()


def _a_worker_is_at_it(since: datetime) -> bool:
    """Whether somebody else has taken up deliveries since the import began."""
    entries = _entries()
    return (
        entries.filter(claimed_until__gt=timezone.now()).exists()
        or entries.filter(delivered_at__gte=since).exists()
    )


def _entries() -> EntryQuerySet:
    return EntryQuerySet(Entry)
