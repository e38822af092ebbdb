"""Lists of pages with filters: four queries, with twenty pages or two thousand.

1. the folder's introduction, 2. the counts of all filters and of the whole list in one union,
3. the pages of this screen, 4. their topics and channels in one union.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from django.http import QueryDict

from portal.members.audiences import Reader
from portal.publishing.facets import (
    FACETS,
    Facet,
    Label,
    Narrowed,
    address_with,
    narrowed,
    text,
)
from portal.publishing.models import ContentPage, IndexPage
from portal.publishing.models.pages import BEGINNING
from portal.publishing.orders import Order, orders_of

PAGE_SIZE = 20
LONGEST_NUMBER = 7
MOST_PICKED = 4
_SHOWN = ("title", "slug", "summary", "published_at", "visibility")


@dataclass(frozen=True, slots=True)
class Row:
    """One page of the list with the words it is sorted by."""

    page: Any
    address: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class Way:
    """One order to look at the list in."""

    url: str
    label: Label
    current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page shows."""

    folder: IndexPage
    rows: list[Row]
    found: Narrowed
    number: int
    orders: list[Way]
    # The address of the list as it is narrowed, without the page number.
    query: str
    # The slugs of pages the reader picked before, to be compared.
    picked: list[str]

    @property
    def picked_elsewhere(self) -> list[str]:
        """Those of them that are not on this screen."""
        shown = {row.page.slug for row in self.rows}
        return [slug for slug in self.picked if slug not in shown]

    @property
    def last(self) -> int:
        """The number of the last screen."""
        return max(1, ceil(self.found.total / PAGE_SIZE))


def listing(
    model: type[ContentPage],
    reader: Reader,
    parameters: QueryDict,
    facets: Sequence[Facet] = FACETS,
) -> Listing:
    """Return one screen of the pages this reader may see, as her address asks for it.

    A filter or a page number that makes no sense is not an error: the list is empty, or first.
    """
    found = narrowed(model.objects.visible_to(reader), facets, parameters)
    orders = orders_of(model.kind)
    order = next((one for one in orders if one.name == parameters.get("order")), orders[0])
    number = _number(parameters.get("page", ""), found.total)
    return Listing(
        folder=model.folder(),
        rows=_rows(model, order.sort(found.pages, reader), number),
        found=found,
        number=number,
        orders=[_way(one, parameters, current=one is order) for one in orders],
        query=address_with(parameters),
        picked=list(dict.fromkeys(parameters.getlist("compare")))[:MOST_PICKED],
    )


def _way(order: Order, parameters: QueryDict, *, current: bool) -> Way:
    return Way(address_with(parameters, order=order.name), order.label, current)


def _number(asked: str, total: int) -> int:
    last = max(1, ceil(total / PAGE_SIZE))
    number = (
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST_NUMBER else 1
    )
    return min(max(number, 1), last)


def _rows(model: type[ContentPage], pages: QuerySet[Any], number: int) -> list[Row]:
    start = (number - 1) * PAGE_SIZE
    shown = list(
        pages.select_related("organisation")
        .annotate(beginning=Substr("text", 1, BEGINNING))
        .only(*_SHOWN, "organisation__display_name", "organisation__slug")[
            start : start + PAGE_SIZE
        ]
    )
    words = _words_of(model, [page.pk for page in shown])
    return [Row(page, page.get_absolute_url(), words[page.pk]) for page in shown]


def _words_of(model: type[ContentPage], pks: Iterable[int]) -> Mapping[int, list[str]]:
    """Return the names of the topics, then the channels, of these pages: one query."""
    words = defaultdict(list)
    for _relation, pk, name in words_of(model, pks):
        words[pk].append(name)
    return words


def words_of(model: type[ContentPage], pks: Iterable[int]) -> QuerySet[Any]:
    """Return `topics` or `channels`, page, and name of each, the topics first: one query."""
    topics, channels = (_names(model, relation, pks) for relation in ("topics", "channels"))
    return topics.union(channels, all=True).order_by("-relation", "name")


def _names(model: type[ContentPage], relation: str, pks: Iterable[int]) -> QuerySet[Any]:
    pages = model.objects.order_by().filter(pk__in=pks, **{f"{relation}__isnull": False})
    named = pages.annotate(relation=text(relation), name=F(f"{relation}__name"))
    return named.values_list("relation", "pk", "name")
