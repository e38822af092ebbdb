"""Read long tables in bounded memory, without a cursor that stays open meanwhile."""

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Model, QuerySet

BATCH = 200

M = TypeVar("M", bound=Model)


def in_batches(rows: QuerySet[M], size: int = BATCH) -> Iterator[M]:
    """Yield everything by rising primary key; prefetches run once per batch.

    Each batch is a query of its own: on SQLite a cursor left open would keep whoever reads from
    writing anything (its own progress, say) once somebody else has written.
    """
    rows, last = rows.order_by("pk"), None
    while True:
        batch = list(rows[:size] if last is None else rows.filter(pk__gt=last)[:size])
        yield from batch
        if len(batch) < size:
            return
        last = batch[-1].pk
