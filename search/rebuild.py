"""Build the whole index anew beside the living one, while people go on writing.

What changes meanwhile goes to the living index as always; the outbox remembers it, and it is
replayed into the new index before the swap, and queued once more after it for the moment between.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.kernel.content import Reference
from portal.outbox.models import Entry
from portal.outbox.recording import requeue
from portal.outbox.registry import Failure, reaction_name
from search.analysis.lexicon import lexicon_version
from search.engines import engine
from search.models import Rebuild
from search.port import Builder
from search.reactions import describe, learn_from, reindex
from search.registry import all_searchables

BATCH = 500
# A rebuild that has not been heard of for so long was killed.
SILENCE = timedelta(minutes=5)
# Clocks of several machines may differ by so much.
CLOCK_SKEW = timedelta(seconds=30)

Progress = Callable[[int], None]


class RebuildRunning(Exception):
    """Another rebuild is under way."""


class RebuildIncomplete(Exception):
    """The engine refused documents; the old index went on serving."""

    def __init__(self, refused: dict[Reference, Failure]) -> None:
        super().__init__(f"{len(refused)} documents were refused")
        self.refused = refused


def rebuild(progress: Progress = lambda _count: None) -> int:
    """Rebuild and swap; return how many documents the new index got.

    Raises RebuildRunning, RebuildIncomplete, EngineUnavailable; then the old index is unharmed.
    """
    run = _begin(timezone.now())
    try:
        with engine().rebuild() as builder:
            _fill(builder, run, progress)
            _replay(builder, run.started_at)
            builder.swap()
        requeue(_changed_since(run.started_at), reindex)
    finally:
        Rebuild.objects.filter(pk=run.pk).update(running=False, finished_at=timezone.now())
    return run.documents


def _begin(now: datetime) -> Rebuild:
    """Take the only place there is for a running rebuild."""
    Rebuild.objects.filter(running=True, seen_at__lt=now - SILENCE).update(running=False)
    try:
        with transaction.atomic():
            return Rebuild.objects.create(started_at=now, lexicon=lexicon_version())
    except IntegrityError:
        raise RebuildRunning from None


def _fill(builder: Builder, run: Rebuild, progress: Progress) -> None:
    for batch in _batches(_all_references()):
        documents = list(describe(batch).values())
        refused = dict(builder.add(documents))
        if refused:
            raise RebuildIncomplete(refused)
        learn_from(documents)
        run.documents += len(documents)
        run.seen_at = timezone.now()
        run.save(update_fields=["documents", "seen_at"])
        progress(len(batch))


def _replay(builder: Builder, since: datetime) -> None:
    """Bring into the new index what changed while it was filled."""
    for batch in _batches(iter(_changed_since(since))):
        documents = describe(batch)
        builder.remove([reference for reference in batch if reference not in documents])
        builder.add(list(documents.values()))


def _changed_since(since: datetime) -> list[Reference]:
    entries = Entry.objects.filter(
        reaction=reaction_name(reindex), recorded_at__gte=since - CLOCK_SKEW
    )
    pairs = entries.order_by().values_list("kind", "key").distinct()
    return [Reference(kind, key) for kind, key in pairs]


def _all_references() -> Iterator[Reference]:
    for described in all_searchables():
        for key in described.keys():  # noqa: SIM118 - not a dict
            yield Reference(described.kind, key)


def _batches(references: Iterator[Reference]) -> Iterator[Sequence[Reference]]:
    while batch := list(islice(references, BATCH)):
        yield batch
