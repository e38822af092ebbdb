"""What people leave behind: each app says what a person holds in it for an organisation.

Whoever leaves hands over what she looks after; what she wrote stays with the organisation anyway.
The registry is filled once at start from `portal/config/wiring.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from portal.members.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Belonging:
    """One thing a person looks after, as a list shows it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Belongings:
    """One kind of things people look after.

    `held_by(person, organisation)` returns them in a stable order. `hand_over(person,
    organisation, successor, now)` runs inside the caller's transaction, records its own facts and
    returns how many things changed hands; repeating it changes nothing. Where nobody follows,
    `successor` is None: the things stay with the organisation, and nobody's own.
    """

    kind: str
    label: str | Promise
    held_by: Callable[[User, Organisation], Sequence[Belonging]]
    hand_over: Callable[[User, Organisation, User | None, datetime], int]


_registered: dict[str, Belongings] = {}


def install(table: Iterable[Belongings]) -> None:
    """Take over the table of the wiring, replacing an earlier one."""
    _registered.clear()
    _registered.update({belongings.kind: belongings for belongings in table})


def all_belongings() -> tuple[Belongings, ...]:
    """Return every kind of things people look after, in the order of the wiring."""
    return tuple(_registered.values())
