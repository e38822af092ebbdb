"""What curators tell the search, as every process has it at hand: read again each second.

A search asks this instead of the database, so that a change takes effect at once and no search
waits for a query of its own. All rows are read, not only what was added since: they are few, and a
marker of the last change would miss transactions that end out of their order.
"""

import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from django.db import transaction

# How stale it may be in other processes than the one in which somebody made the change.
REFRESH_SECONDS = 1.0

Row = TypeVar("Row")
Made = TypeVar("Made")


class Living(Generic[Row, Made]):
    """What was made of some rows, made anew when they differ.

    Threads share it: what was made is replaced as a whole and never changed.
    """

    def __init__(
        self, read: Callable[[], Iterable[Row]], make: Callable[[tuple[Row, ...]], Made]
    ) -> None:
        self._read = read
        self._make = make
        self._rows: tuple[Row, ...] = ()
        self._made = make(())
        self._read_at = float("-inf")

    def now(self) -> Made:
        """Return what the rows say, at most a second ago."""
        if time.monotonic() - self._read_at >= REFRESH_SECONDS:
            self._read_at = time.monotonic()
            rows = tuple(self._read())
            if rows != self._rows:
                self._made, self._rows = self._make(rows), rows
        return self._made

    def expire(self) -> None:
        """Read again at the next use, and once more when the transaction around it has ended."""
        self._forget()
        transaction.on_commit(self._forget)

    def _forget(self) -> None:
        self._read_at = float("-inf")
