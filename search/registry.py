"""Which app describes which kind of content; filled once from `portal/config/wiring.py`."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Value
from django.utils.functional import Promise

from portal.kernel.content import Reference
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
    must not be found (drafts, deleted). `visible` is the rows a reader may see now.
    """

    kind: str
    label: str | Promise
    documents: Callable[[Collection[str]], Mapping[str, "Document"]]
    keys: Callable[[], Iterator[str]]
    visible: Callable[[Reader], QuerySet[Any]]
    find_by_title: Callable[[Reader, str, int], list[TitleHit]]

    def visible_keys(self, reader: Reader, keys: Collection[str]) -> set[str]:
        """Return which of these keys the reader may see now; one query."""
        visible = self.visible(reader).filter(key__in=keys)
        return set(visible.order_by().values_list("key", flat=True))


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


def all_references() -> Iterator[Reference]:
    """Yield the address of everything that is to be found."""
    for described in all_searchables():
        for key in described.keys():  # noqa: SIM118 - not a dict
            yield Reference(described.kind, key)


def visible_references(reader: Reader, references: Iterable[Reference]) -> set[Reference]:
    """Return which of these things the reader may see now; one query for all kinds."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for reference in references:
        keys[reference.kind].append(reference.key)
    rows = [
        described.visible(reader)
        .filter(key__in=of_kind)
        .order_by()
        .annotate(found_kind=Value(kind))
        .values_list("found_kind", "key")
        for kind, of_kind in keys.items()
        if (described := searchable(kind))
    ]
    if not rows:
        return set()
    return {Reference(kind, key) for kind, key in rows[0].union(*rows[1:], all=True)}
