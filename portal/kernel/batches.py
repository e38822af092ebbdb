"""Go through much in bounded memory."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db.models import Model, QuerySet

BATCH = 200

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def in_batches(rows: QuerySet[M], size: int = BATCH) -> Iterator[M]:
    """Yield everything by rising primary key; prefetches run once per batch.

    No cursor stays open meanwhile, each batch is a query of its own: on SQLite an open one would
    keep whoever reads from writing anything (its own progress, say) once somebody has written.
    """
    rows, last = rows.order_by("pk"), None
    while True:
        batch = list(rows[:size] if last is None else rows.filter(pk__gt=last)[:size])
        yield from batch
        if len(batch) < size:
            return
        last = batch[-1].pk


def in_lists(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of this size, the last one shorter."""
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some
