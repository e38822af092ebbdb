"""What an organisation owns: each app describes its share, so that none of it stays behind.

A county may take all of its things along (the exit package), and another instance can take them
in. The registry is filled once at start from `portal/config/wiring.py`; a test fails for a table
that points at organisations and is in nobody's estate.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from portal.members.estates.arrival import Arrival, BadPackage
from portal.members.estates.departure import Departure
from portal.members.estates.rows import OrganisationRef, PersonRef, Row, Text, Word
from portal.members.models import Organisation

__all__ = ["Arrival", "BadPackage", "Departure", "Estate", "Kind", "OrganisationRef", "PersonRef",
           "Row", "Text", "Word", "all_estates", "all_kinds", "install"]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of things an organisation owns: a file `<name>.jsonl` of the package.

    `rows` yields them in a stable order and in bounded memory. `take_in` writes one of them and
    returns the primary key of what it wrote; it runs inside the caller's transaction. `count` says
    how many there are; None where only reading everything tells (files that texts use).
    """

    name: str
    label: str | Promise
    record: type[Row]
    # What it carries, as `app_label.Model`; the first is what `take_in` returns keys of.
    tables: tuple[str, ...]
    rows: Callable[[Departure], Iterator[Row]]
    take_in: Callable[[Any, Arrival], int]
    # One line about a row, for people who look through the list.
    line: Callable[[Any], str]
    count: Callable[[Organisation], int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """One app's share; its kinds in the order in which they are taken in.

    They are read in the opposite order: what points at something is read before that, so that
    nothing written meanwhile points at what is not there. `people` returns the accounts that
    appear in it as the organisation's own, whether or not they still act for it.
    """

    app: str
    kinds: tuple[Kind, ...]
    people: Callable[[Organisation], Iterable[int]] = field(default=lambda _organisation: ())


_registered: dict[str, Estate] = {}


def install(table: Iterable[Estate]) -> None:
    """Take over the table of the wiring, replacing an earlier one."""
    _registered.clear()
    _registered.update({estate.app: estate for estate in table})


def all_estates() -> tuple[Estate, ...]:
    """Return every app's share, in the order of the wiring."""
    return tuple(_registered.values())


def all_kinds() -> tuple[Kind, ...]:
    """Return all kinds of things, in the order in which they are taken in."""
    return tuple(kind for estate in all_estates() for kind in estate.kinds)
