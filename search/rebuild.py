"""Build the whole index anew beside the living one, while people go on writing.

What changes meanwhile goes to the living index as always; the outbox remembers it, and it is
replayed into the new index before the swap, and queued once more after it for the moment between.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from portal.kernel.batches import in_lists
from portal.kernel.content import Reference
from portal.outbox.models import Entry
from portal.outbox.recording import requeue
from portal.outbox.registry import Failure, reaction_name
from search.analysis.lexicon import lexicon_version
from search.engines import engine
from search.models import Rebuild
from search.port import Builder, Document, EngineUnavailable
from search.reactions import describe, learn_from, reindex
from search.registry import all_references

BATCH = 500
# A rebuild that has not been heard of for so long was killed.
SILENCE = timedelta(minutes=2)
# Clocks of several machines may differ by so much.
CLOCK_SKEW = timedelta(seconds=30)
# An engine that refuses for now is asked again after so many seconds.
PAUSES = (1, 4, 15)

Progress = Callable[[int], None]


class RebuildRunning(Exception):
    """Another rebuild is under way."""


@dataclass(slots=True)
class Report:
    """How a rebuild went. `refused`: what the engine will never take, and why."""

    documents: int = 0
    refused: dict[Reference, Failure] = field(default_factory=dict)


def rebuild(progress: Progress = lambda _count: None) -> Report:
    """Rebuild and swap.

    Raises RebuildRunning or EngineUnavailable; then the old index is unharmed and goes on serving.
    """
    run = _begin(timezone.now())
    report = Report()
    try:
        with engine().rebuild() as builder:
            _fill(builder, run, report, progress)
            _replay(builder, run, report)
            builder.swap()
        requeue(_changed_since(run.started_at), reindex)
    finally:
        Rebuild.objects.filter(pk=run.pk).update(running=False, finished_at=timezone.now())
    return report


def _begin(now: datetime) -> Rebuild:
    """Take the only place there is for a running rebuild."""
    Rebuild.objects.filter(running=True, seen_at__lt=now - SILENCE).update(running=False)
    try:
        with transaction.atomic():
            return Rebuild.objects.create(started_at=now, seen_at=now, lexicon=lexicon_version())
    except IntegrityError:
        raise RebuildRunning from None


def _fill(builder: Builder, run: Rebuild, report: Report, progress: Progress) -> None:
    for batch in in_lists(all_references(), BATCH):
        documents = list(describe(batch).values())
        report.refused |= _add(builder, documents)
        learn_from(documents)
        report.documents += len(documents)
        _sign_of_life(run, report)
        progress(len(batch))


def _replay(builder: Builder, run: Rebuild, report: Report) -> None:
    """Bring into the new index what changed while it was filled."""
    for batch in in_lists(_changed_since(run.started_at), BATCH):
        documents = describe(batch)
        builder.remove([reference for reference in batch if reference not in documents])
        report.refused |= _add(builder, list(documents.values()))
        _sign_of_life(run, report)
    # Without changes too: a rebuild that slept must not swap over a younger one's index.
    _sign_of_life(run, report)


def _add(builder: Builder, documents: Sequence[Document]) -> dict[Reference, Failure]:
    """Add documents, the ones refused for now several times; return those refused for good."""
    refused: dict[Reference, Failure] = {}
    for pause in (0, *PAUSES):
        time.sleep(pause)
        answer = builder.add(documents)
        refused |= {one: failure for one, failure in answer.items() if failure.permanent}
        documents = [d for d in documents if d.reference in answer and d.reference not in refused]
        if not documents:
            return refused
    raise EngineUnavailable(f"{len(documents)} documents were refused: {answer}")


def _sign_of_life(run: Rebuild, report: Report) -> None:
    """Say how far it is; raises RebuildRunning where this one was taken for dead meanwhile."""
    ours = Rebuild.objects.filter(pk=run.pk, running=True)
    if not ours.update(documents=report.documents, seen_at=timezone.now()):
        raise RebuildRunning


def _changed_since(moment: datetime) -> list[Reference]:
    """Return what changed since, as far as the old index may have got it and the new one not.

    An entry is dated when it is written, its transaction may end much later; so what was delivered
    since, and what is being delivered now, counts as well.
    """
    moment -= CLOCK_SKEW
    changed = Q(recorded_at__gte=moment) | Q(delivered_at__gte=moment)
    under_way = Q(delivered_at=None, claimed_until__isnull=False)
    entries = Entry.objects.filter(changed | under_way, reaction=reaction_name(reindex))
    pairs = entries.order_by().values_list("kind", "key").distinct()
    return [Reference(kind, key) for kind, key in pairs]
