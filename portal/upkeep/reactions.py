"""What follows for a page's upkeep when something happens to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from portal.kernel.batches import in_batches
from portal.kernel.content import Reference
from portal.outbox.registry import Failure
from portal.publishing.models import content_models
from portal.upkeep.actions.keeping import keep_up
from portal.upkeep.models import Upkeep
from portal.upkeep.queries.pages import kinds


def note_published(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Note pages that went live, or live in a new state: date, topics, their own review date."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for reference in references:
        by_kind[reference.kind].append(reference.key)
    models = kinds()
    for kind, keys in by_kind.items():
        if kind in models:
            keep_up(models[kind], keys)
    return {}


def reckon_anew(_references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Reckon when pages are due after the time between reviews was changed, batch by batch."""
    batch: list[int] = []
    for row in in_batches(Upkeep.objects.only("pk")):
        batch.append(row.pk)
        if len(batch) == _BATCH:
            _reckon(batch)
            batch = []
    _reckon(batch)
    return {}


_BATCH = 200


def _reckon(pks: list[int]) -> None:
    for model in content_models():
        keep_up(model, None, pks)
