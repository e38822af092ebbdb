"""Which app describes which kind of content; filled once from `portal/config/wiring.py`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from portal.members.audiences import Reader

if TYPE_CHECKING:
    from search.port import Document


@dataclass(frozen=True, slots=True)
class TitleHit:
    """What the fallback search finds in the database while the engine is away."""

    key: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Searchable:
    """How one kind of content reaches the search.

    `documents` describes many at once with a constant number of queries and leaves out what
    must not be found (drafts, deleted). `visible_keys` answers from the database, for a reader.
    """

    kind: str
    label: str | Promise
    documents: Callable[[Collection[str]], Mapping[str, "Document"]]
    keys: Callable[[], Iterator[str]]
    visible_keys: Callable[[Reader, Collection[str]], set[str]]
    find_by_title: Callable[[Reader, str, int], list[TitleHit]]


_searchables: dict[str, Searchable] = {}


def install(searchables: Iterable[Searchable]) -> None:
    """Take over the wiring table, replacing an earlier one."""
    _searchables.clear()
    _searchables.update({searchable.kind: searchable for searchable in searchables})


def searchable(kind: str) -> Searchable | None:
    """Return how `kind` is described, or None where an upgrade has removed it."""
    return _searchables.get(kind)


def all_searchables() -> tuple[Searchable, ...]:
    """Return every kind in the order of the wiring table."""
    return tuple(_searchables.values())
