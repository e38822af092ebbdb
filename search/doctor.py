"""Compare the index with the database, kind by kind, while both go on changing.

What differs at first sight is looked at again: a change may have been on its way. What waits in the
outbox is called pending, not lost. Repairs go the way of every change, through the outbox.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from django.utils import timezone

from portal.kernel.batches import in_lists
from portal.kernel.content import Reference
from portal.outbox.models import Entry, EntryQuerySet
from portal.outbox.recording import requeue
from portal.outbox.registry import reaction_name
from search.engines import engine
from search.engines.stored import held_as
from search.port import Held
from search.reactions import describe, reindex
from search.registry import all_references, all_searchables

BATCH = 200
# How often what differs is looked at again before it is believed.
LOOKS = 3

Progress = Callable[[int], None]


class Difference(Enum):
    """What is wrong with one document of the index."""

    MISSING = "missing"
    EXTRA = "extra"
    OUTDATED = "outdated"
    AUDIENCE = "audience"


@dataclass(slots=True)
class Examination:
    """What a comparison found. `pending` differs as well, but its delivery waits in the outbox."""

    documents: Counter[str] = field(default_factory=Counter)
    indexed: Counter[str] = field(default_factory=Counter)
    differences: dict[Reference, Difference] = field(default_factory=dict)
    pending: set[Reference] = field(default_factory=set)

    def count(self, kind: str, difference: Difference) -> int:
        """Return how many documents of a kind differ in this way."""
        return sum(
            reference.kind == kind and found is difference
            for reference, found in self.differences.items()
        )

    def kinds(self) -> list[str]:
        """Name all kinds: those that are described, and what else the index holds."""
        described = [one.kind for one in all_searchables()]
        return [*described, *sorted(self.indexed.keys() - set(described))]


def examine(progress: Progress = lambda _count: None) -> Examination:
    """Compare everything; raises EngineUnavailable. Holds one batch and the addresses in memory."""
    found = Examination()
    suspects: list[Reference] = []
    seen: set[Reference] = set()
    for batch in in_lists(engine().held(), BATCH):
        held = {one.reference: one for one in batch}
        seen |= held.keys()
        found.indexed.update(reference.kind for reference in held)
        suspects += _compared(held.keys(), held)
        progress(len(batch))
    for references in in_lists(all_references(), BATCH):
        found.documents.update(reference.kind for reference in references)
        suspects += [reference for reference in references if reference not in seen]
    for few in in_lists(suspects, BATCH):
        _look_again(few, found)
    return found


def repair(found: Examination) -> int:
    """Queue what differs for the index; return the number of the last delivery (`waiting`)."""
    for references in in_lists(found.differences, BATCH):
        requeue(references, reindex)
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def waiting(last: int) -> int:
    """Count what waits for its delivery to the index, up to the delivery of this number."""
    return _queued().filter(pk__lte=last).count()


def _queued() -> EntryQuerySet:
    return EntryQuerySet(Entry).open().filter(reaction=reaction_name(reindex))


def _addresses(entries: EntryQuerySet, among: Collection[Reference]) -> set[Reference]:
    keys = [reference.key for reference in among]
    pairs = entries.filter(key__in=keys).order_by().values_list("kind", "key")
    return {Reference(kind, key) for kind, key in pairs} & set(among)


def _look_again(suspects: Sequence[Reference], found: Examination) -> None:
    """Ask database, index and outbox, in this order, until nothing moved in between."""
    for _look in range(LOOKS):
        moment = timezone.now()
        documents = {one: held_as(document) for one, document in describe(suspects).items()}
        held = {one.reference: one for one in engine().held(suspects)}
        pairs = ((one, _difference(documents.get(one), held.get(one))) for one in suspects)
        differences = {one: difference for one, difference in pairs if difference}
        found.pending |= _addresses(_queued(), differences)
        moving = _addresses(_delivered_since(moment), differences)
        suspects = [one for one in differences if one in moving and one not in found.pending]
        found.differences |= {
            one: difference
            for one, difference in differences.items()
            if one not in found.pending and one not in moving
        }
        if not suspects:
            return
    found.pending |= set(suspects)


def _compared(references: Iterable[Reference], held: Mapping[Reference, Held]) -> list[Reference]:
    documents = describe(references)
    return [
        reference
        for reference, one in held.items()
        if reference not in documents or held_as(documents[reference]) != one
    ]


def _difference(described: Held | None, held: Held | None) -> Difference | None:
    if described == held:
        return None
    if held is None:
        return Difference.MISSING
    if described is None:
        return Difference.EXTRA
    return Difference.AUDIENCE if described.audience != held.audience else Difference.OUTDATED


def _delivered_since(moment: datetime) -> EntryQuerySet:
    since = EntryQuerySet(Entry).filter(delivered_at__gte=moment)
    return since.filter(reaction=reaction_name(reindex))
