"""Lists of pages with filters: four queries, with twenty pages or two thousand.

1. the folder's introduction, 2. the counts of all filters and of the whole list in one union,
3. the pages of this screen, 4. their topics and channels in one union.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Substr
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.members.audiences import Reader
from portal.publishing.models import ContentPage, IndexPage
from portal.publishing.models.pages import BEGINNING

PAGE_SIZE = 20
MOST_OPTIONS = 20
LONGEST_NUMBER = 7
FIRST_FILTER = "topic"
_TOTAL = "total"
_SHOWN = ("title", "slug", "summary", "published_at", "visibility")

# The parameter of a filter: its label, the slug it compares, and the name it shows.
FILTERS: Mapping[str, tuple[str | Promise, str, str]] = {
    "topic": (_("Topic"), "topics__slug", "topics__name"),
    "channel": (_("Channel"), "channels__slug", "channels__name"),
    "organisation": (_("County"), "organisation__slug", "organisation__display_name"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter; its address chooses it, or takes it back where it is chosen."""

    url: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One filter as `components/filter_group.html` shows it."""

    label: str | Promise
    options: list[Option]
    chosen: int
    open: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One page of the list with the words it is sorted by."""

    page: Any
    address: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page shows."""

    folder: IndexPage
    rows: list[Row]
    groups: list[Group]
    total: int
    number: int
    chosen: list[Option]

    @property
    def last(self) -> int:
        """The number of the last screen."""
        return max(1, ceil(self.total / PAGE_SIZE))


def listing(model: type[ContentPage], reader: Reader, parameters: QueryDict) -> Listing:
    """Return one screen of the pages this reader may see, as her address asks for it.

    A filter or a page number that makes no sense is not an error: the list is empty, or first.
    """
    chosen = {name: parameters.get(name, "").replace("\x00", "") for name in FILTERS}
    visible = model.objects.visible_to(reader)
    counts, total = _counts(visible, chosen)
    groups = [_group(name, counts[name], chosen[name], parameters) for name in FILTERS]
    number = _number(parameters.get("page", ""), total)
    return Listing(
        folder=model.folder(),
        rows=_rows(model, _narrowed(visible, chosen), number),
        groups=groups,
        total=total,
        number=number,
        chosen=[option for group in groups for option in group.options if option.selected],
    )


def _narrowed(pages: QuerySet[Any], chosen: Mapping[str, str], but: str = "") -> QuerySet[Any]:
    for name, value in chosen.items():
        if value and name != but:
            pages = pages.filter(**{FILTERS[name][1]: value})
    return pages


def _counts(
    visible: QuerySet[Any], chosen: Mapping[str, str]
) -> tuple[Mapping[str, list[tuple[str, str, int]]], int]:
    """Count each filter's values within the other filters, and the whole list: one query."""
    total = _counted(_narrowed(visible, chosen), _TOTAL, _text(""), _text(""))
    branches = [_branch(visible, chosen, name) for name in FILTERS]
    counts: defaultdict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for facet, value, name, count in total.union(*branches, all=True):
        counts[facet].append((value, name, count))
    whole = counts.pop(_TOTAL, [("", "", 0)])
    return counts, whole[0][2]


def _branch(visible: QuerySet[Any], chosen: Mapping[str, str], facet: str) -> QuerySet[Any]:
    _label, value, name = FILTERS[facet]
    pages = _narrowed(visible, chosen, but=facet).filter(**{f"{value}__isnull": False})
    return _counted(pages, facet, F(value), F(name))


def _counted(pages: QuerySet[Any], facet: str, value: Any, name: Any) -> QuerySet[Any]:
    named = pages.order_by().annotate(facet=_text(facet), value=value, name=name)
    grouped = named.values("facet", "value", "name").annotate(count=Count("pk"))
    return grouped.values_list("facet", "value", "name", "count")


def _text(value: str) -> Any:
    return Cast(Value(value), TextField())


def _group(
    facet: str, counts: list[tuple[str, str, int]], chosen: str, parameters: QueryDict
) -> Group:
    """Order a filter's values by how many pages have them; the chosen one is kept at 0, too."""
    ordered = sorted(counts, key=lambda row: (row[0] != chosen, -row[2], row[1]))
    options = [
        Option(
            url=_toggled(parameters, facet, value, selected=value == chosen),
            label=name,
            count=count,
            selected=value == chosen,
        )
        for value, name, count in ordered
    ]
    return Group(
        label=FILTERS[facet][0],
        options=options[:MOST_OPTIONS],
        chosen=sum(option.selected for option in options),
        open=bool(chosen) or facet == FIRST_FILTER,
    )


def _toggled(parameters: QueryDict, facet: str, value: str, *, selected: bool) -> str:
    changed = {name: parameters.get(name, "") for name in FILTERS}
    changed[facet] = "" if selected else value
    return "?" + urlencode({name: chosen for name, chosen in changed.items() if chosen})


def _number(asked: str, total: int) -> int:
    last = max(1, ceil(total / PAGE_SIZE))
    number = (
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) < LONGEST_NUMBER else 1
    )
    return min(max(number, 1), last)


def _rows(model: type[ContentPage], pages: QuerySet[Any], number: int) -> list[Row]:
    start = (number - 1) * PAGE_SIZE
    shown = list(
        pages.order_by("-published_at", "-pk")
        .select_related("organisation")
        .annotate(beginning=Substr("text", 1, BEGINNING))
        .only(*_SHOWN, "organisation__display_name", "organisation__slug")[
            start : start + PAGE_SIZE
        ]
    )
    words = _words_of(model, [page.pk for page in shown])
    return [Row(page, page.get_absolute_url(), words[page.pk]) for page in shown]


def _words_of(model: type[ContentPage], pks: Iterable[int]) -> Mapping[int, list[str]]:
    """Return the names of the topics, then the channels, of these pages: one query."""
    topics, channels = (_names(model, relation, pks) for relation in ("topics", "channels"))
    words = defaultdict(list)
    for _relation, pk, name in topics.union(channels, all=True).order_by("-relation", "name"):
        words[pk].append(name)
    return words


def _names(model: type[ContentPage], relation: str, pks: Iterable[int]) -> QuerySet[Any]:
    pages = model.objects.order_by().filter(pk__in=pks, **{f"{relation}__isnull": False})
    named = pages.annotate(relation=_text(relation), name=F(f"{relation}__name"))
    return named.values_list("relation", "pk", "name")
