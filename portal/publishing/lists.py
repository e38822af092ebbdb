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
from portal.publishing.facets import FACETS, Facet, Label, Narrowed, narrowed, text
from portal.publishing.models import ContentPage, IndexPage
from portal.publishing.models.pages import BEGINNING
from portal.publishing.orders import orders_of

PAGE_SIZE = 20
LONGEST_NUMBER = 7
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
        rows=_rows(model, order.sort(found.pages), number),
        found=found,
        number=number,
        orders=[Way(_with(parameters, order=one.name), one.label, one is order) for one in orders],
        query=_with(parameters),
    )


def _with(parameters: QueryDict, **changed: str) -> str:
    """Return an address that differs in this; another order begins at the first screen."""
    address = parameters.copy()
    address.pop("page", None)
    for name, value in changed.items():
        address[name] = value
        if not value:
            del address[name]
    return "?" + address.urlencode()


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
