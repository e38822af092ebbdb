"""Reads about deliveries, rebuilds and the index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Min, Q, QuerySet
from django.utils.functional import Promise

from portal.outbox.models import Entry, EntryQuerySet
from search.engines import engine
from search.models import Rebuild
from search.port import EngineUnavailable
from search.rebuild import SILENCE
from search.registry import Searchable, all_searchables

COUNTED = "operating-counted"
KEEP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """How many documents of a kind there are, and how many the index holds; None: unknown."""

    label: str | Promise
    documents: int
    indexed: int | None


@dataclass(frozen=True, slots=True)
class LastRebuild:
    """The newest rebuild: how it went, or how far it is."""

    run: Rebuild
    broken_off: bool

    @property
    def duration(self) -> timedelta | None:
        """How long it took."""
        return self.run.finished_at - self.run.started_at if self.run.finished_at else None


def deliveries_by_reaction() -> list[Any]:
    """Count what waits and what failed, by reaction, with the oldest that waits; one query."""
    waiting = Q(failed_at=None)
    return list(
        Entry.objects.filter(delivered_at=None)
        .order_by("reaction")
        .values("reaction")
        .annotate(
            waiting=Count("pk", filter=waiting),
            again=Count("pk", filter=waiting & Q(attempts__gt=0)),
            failed=Count("pk", filter=Q(failed_at__isnull=False)),
            oldest=Min("recorded_at", filter=waiting),
        )
    )


def failed_deliveries(reaction: str = "") -> QuerySet[Entry]:
    """Return what could not be delivered, to one reaction or to all, the newest first."""
    failed = EntryQuerySet(Entry).exclude(failed_at=None).order_by("-failed_at", "-pk")
    return failed.filter(reaction=reaction) if reaction else failed


def waiting_deliveries() -> QuerySet[Entry]:
    """Return what was tried and waits for another attempt, the oldest first."""
    return EntryQuerySet(Entry).open().filter(attempts__gt=0).order_by("recorded_at", "pk")


def last_rebuild(now: datetime) -> LastRebuild | None:
    """Return the newest rebuild."""
    run = Rebuild.objects.first()
    if run is None:
        return None
    silent = run.running and now - run.seen_at > SILENCE
    return LastRebuild(run, broken_off=silent or (not run.running and run.finished_at is None))


def index_lines() -> list[Line]:
    """Compare the numbers of documents by kind; they are at most a minute old."""
    indexed = _indexed()
    return [
        Line(one.label, _number(one), None if indexed is None else indexed.get(one.kind, 0))
        for one in all_searchables()
    ]


def _indexed() -> Mapping[str, int] | None:
    try:
        return engine().counts()
    except EngineUnavailable:
        return None


def _number(described: Searchable) -> int:
    name = f"{COUNTED}-{described.kind}"
    return caches["kept"].get_or_set(name, partial(_count, described), KEEP_SECONDS) or 0


def _count(described: Searchable) -> int:
    return sum(1 for _key in described.keys())  # noqa: SIM118 - not a dict
