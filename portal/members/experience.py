"""What speaks for asking an organisation: each app says what it knows of its own things.

A question goes to who is likely to know. Content apps are siblings and do not know each other; each
describes its share here, and `portal/config/wiring.py` collects them. Filled once at start.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.members.audiences import Reader


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: topics and platforms by slug."""

    topics: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Clue:
    """How much speaks for one organisation, and the same in words, in the reader's language."""

    amount: float
    text: str


# By primary key of the organisation. Takes a constant number of queries, and counts nothing that
# the reader may not see: who gets suggestions would learn of it.
Clues = Mapping[int, Clue]


@dataclass(frozen=True, slots=True)
class Experience:
    """One kind of things that speak for organisations: what they have done."""

    kind: str
    clues: Callable[[Reader, Subject, datetime], Clues]


_registered: dict[str, Experience] = {}


def install(table: Iterable[Experience]) -> None:
    """Take over the table of the wiring, replacing an earlier one."""
    _registered.clear()
    _registered.update({one.kind: one for one in table})


def all_experience() -> tuple[Experience, ...]:
    """Return every kind, in the order in which it is told."""
    return tuple(_registered.values())


# After so many days what somebody knows is worth half: platforms and law change.
HALF_LIFE_DAYS = 730


def freshness(at: datetime | None, now: datetime) -> float:
    """Return what a thing of that day is worth now: 1 when it is new, halved every two years."""
    if at is None:
        return 0.0
    return float(0.5 ** (max((now - at).days, 0) / HALF_LIFE_DAYS))
