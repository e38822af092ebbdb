"""Deliver what was recorded: claim, react, note the outcome; a killed worker's claim runs out.

Deliveries of one thing to one reaction stay in order: as reactions read the newest state, all
of them waiting at one moment are claimed and delivered together, and none is claimed while
another worker holds one of them.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from itertools import islice

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from portal.kernel.content import Reference
from portal.outbox.models import Entry, EntryQuerySet, Gate
from portal.outbox.registry import Failure, reaction_called, slow_reactions

BATCH = 500
LEASE = timedelta(seconds=60)
KEEP_DELIVERED = timedelta(days=1)
LONGEST_WAIT = timedelta(seconds=30)

logger = structlog.get_logger(__name__)


class Lane(Enum):
    """Quick reactions do not wait for those that talk to a mail server."""

    QUICK = "quick"
    SLOW = "slow"
    ALL = "all"


def deliver_pending(
    now: datetime, limit: int = BATCH, lease: timedelta = LEASE, lane: Lane = Lane.ALL
) -> int:
    """Deliver up to `limit` due entries and return how many were taken up, successful or not."""
    entries = claim(now, limit, lease, lane)
    by_reaction: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_reaction[entry.reaction].append(entry)
    for name, group in by_reaction.items():
        _settle(group, _react(name, group), timezone.now())
    return len(entries)


def claim(now: datetime, limit: int, lease: timedelta, lane: Lane = Lane.ALL) -> list[Entry]:
    """Take due entries for this call by conditional UPDATE; two workers never share one.

    Not `select_for_update(skip_locked=True)`: Django silently ignores it on SQLite.
    """
    if not _claimable(now, lane).exists():
        return []
    token = secrets.token_hex(16)
    with transaction.atomic():
        # One worker claims at a time: otherwise two could hold different entries of one thing
        # (each reading before the other's claim is visible) and an older state could win.
        Gate.objects.update(passed_at=now)
        wanted = list(_claimable(now, lane).values_list("pk", flat=True)[:limit])
        Entry.objects.filter(pk__in=wanted, delivered_at=None).update(
            claimed_until=now + lease, claimed_by=token, attempts=F("attempts") + 1
        )
    return list(Entry.objects.filter(claimed_by=token, delivered_at=None))


def _claimable(now: datetime, lane: Lane) -> EntryQuerySet:
    held = Entry.objects.filter(
        kind=OuterRef("kind"),
        key=OuterRef("key"),
        reaction=OuterRef("reaction"),
        delivered_at=None,
        failed_at=None,
        claimed_until__gt=now,
    )
    due = EntryQuerySet(Entry).due(now).filter(~Exists(held)).order_by("pk")
    match lane:
        case Lane.QUICK:
            return due.exclude(reaction__in=slow_reactions())
        case Lane.SLOW:
            return due.filter(reaction__in=slow_reactions())
    return due


def _react(name: str, entries: Sequence[Entry]) -> Mapping[Reference, Failure]:
    references = list(dict.fromkeys(entry.reference for entry in entries))
    reaction = reaction_called(name)
    if reaction is None:
        gone = Failure(f"{name} is not wired any more", permanent=True)
        return dict.fromkeys(references, gone)
    try:
        return reaction(references)
    except Exception as error:  # noqa: BLE001 - whatever a reaction raises must not stop the rest
        logger.warning("delivery_failed", reaction=name, count=len(references), error=str(error))
        return dict.fromkeys(references, Failure(f"{type(error).__name__}: {error}"))


def _settle(entries: Sequence[Entry], failures: Mapping[Reference, Failure], now: datetime) -> None:
    delivered = [entry.pk for entry in entries if entry.reference not in failures]
    token = entries[0].claimed_by
    # Only what we still hold: after a lapsed lease another worker answers for the entry.
    Entry.objects.filter(pk__in=delivered, claimed_by=token).update(
        delivered_at=now, claimed_until=None, last_error=""
    )
    for entry in entries:
        if failure := failures.get(entry.reference):
            _postpone(entry, failure, now)


def _postpone(entry: Entry, failure: Failure, now: datetime) -> None:
    Entry.objects.filter(pk=entry.pk, claimed_by=entry.claimed_by).update(
        claimed_until=None,
        due_at=now + backoff(entry.attempts),
        failed_at=now if failure.permanent else None,
        last_error=failure.reason[:2000],
    )


def backoff(attempts: int) -> timedelta:
    """Wait 1, 2, 4 ... seconds after each failure, half a minute at most."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 12)), LONGEST_WAIT)


def retry_waiting_now(now: datetime) -> int:
    """Make everything that waits for another attempt due at once, e.g. when a service is back."""
    return Entry.objects.filter(delivered_at=None, failed_at=None, due_at__gt=now).update(
        due_at=now
    )


def try_again(pks: Iterable[int], now: datetime) -> int:
    """Open failed deliveries anew, after a person has seen to their cause."""
    return (
        Entry.objects.filter(pk__in=list(pks), delivered_at=None)
        .exclude(failed_at=None)
        .update(failed_at=None, due_at=now, attempts=0, last_error="")
    )


def prune(now: datetime) -> int:
    """Delete deliveries older than a day; until then a search rebuild can replay them."""
    old = Entry.objects.filter(delivered_at__lt=now - KEEP_DELIVERED).values_list("pk", flat=True)
    pks = list(islice(old, 5000))
    return Entry.objects.filter(pk__in=pks).delete()[0]
