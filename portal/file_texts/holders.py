"""Which app holds files on which kind of page; filled once from `portal/config/wiring.py`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file on a page. `token` changes with its content, and is nobody else's."""

    token: str
    name: str
    file: Any


@dataclass(frozen=True, slots=True)
class Holder:
    """How one kind of page holds files.

    `files` returns what stands on these pages as their readers see them, by the pages' keys, in a
    constant number of queries. `keys` names all pages with files. `known` returns which of these
    tokens name a file that is still there, used or not.
    """

    kind: str
    files: Callable[[Collection[str]], Mapping[str, Sequence[HeldFile]]]
    keys: Callable[[], Iterator[str]]
    known: Callable[[Collection[str]], set[str]]


_holders: dict[str, Holder] = {}


def install(table: Iterable[Holder]) -> None:
    """Take over the table of the wiring (FILE_HOLDERS), replacing an earlier one."""
    _holders.clear()
    _holders.update({holder.kind: holder for holder in table})


def all_holders() -> tuple[Holder, ...]:
    """Return every kind of page that holds files."""
    return tuple(_holders.values())


def holder_of(kind: str) -> Holder | None:
    """Return how pages of this kind hold files, if they do."""
    return _holders.get(kind)
