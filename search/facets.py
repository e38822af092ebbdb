"""Counts with names: what a reader can narrow the results by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.names import all_names
from search.port import FILTERS, Bucket
from search.service import SearchPage

# What is rarer is reached by typing it (kreis:...) and by the form of the exact search.
SHOWN = 8

LABELS: dict[str, str | Promise] = {
    "kind": gettext_lazy("Kind of content"),
    "organisation": gettext_lazy("County"),
    "topic": gettext_lazy("Topic"),
    "channel": gettext_lazy("Channel"),
    "year": gettext_lazy("Year"),
    "solved": gettext_lazy("Questions"),
    "language": gettext_lazy("Language"),
}
# All is in this language anyway where there is but one.
ONLY_WITH_A_CHOICE = frozenset({"language"})


@dataclass(frozen=True, slots=True)
class Option:
    """One value to narrow by; its address adds it, or removes it where it is chosen."""

    url: str
    label: str | Promise
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One facet: its options, and how many of them are chosen."""

    name: str
    label: str | Promise
    options: tuple[Option, ...]
    chosen: int


class _Address:
    """The address of the page, with one thing more or less in it; it begins at the first hit."""

    def __init__(self, page: SearchPage, parameters: QueryDict) -> None:
        self._pairs = [
            (name, v) for name, values in parameters.lists() for v in values if name != "page"
        ]
        self._all = urlencode(self._pairs)
        # Typed values are chosen by the text: without them, it is another text.
        self._typed = {
            (one.facet, value): one.rest for one in page.typed.narrowed for value in one.values
        }

    def plus(self, name: str, value: str) -> str:
        """Return it with a value more."""
        return "?" + "&".join(filter(None, (self._all, urlencode([(name, value)]))))

    def minus(self, name: str, value: str) -> str:
        """Return it without a value, be it chosen or typed."""
        left = [pair for pair in self._pairs if pair != (name, value)]
        if (name, value) in self._typed:
            text = ("q", self._typed[name, value])
            left = [text if key == "q" else (key, v) for key, v in left]
        return f"?{urlencode(left)}"


def groups(page: SearchPage, parameters: QueryDict) -> list[Group]:
    """Return the facets that offer a choice."""
    names = all_names()
    address = _Address(page, parameters)
    made = (
        _group(
            name, page.facets.get(name, ()), page.chosen.get(name, ()), names.get(name, {}), address
        )
        for name in FILTERS
    )
    return [group for group in made if group.chosen or len(group.options) > _least(group.name)]


def _least(name: str) -> int:
    return 1 if name in ONLY_WITH_A_CHOICE else 0


def active(found: Iterable[Group], page: SearchPage, parameters: QueryDict) -> list[Option]:
    """Return all that is chosen, to be shown above the hits and taken away there."""
    chosen = [option for group in found for option in group.options if option.selected]
    return [*chosen, *_days(page, parameters)]


def _days(page: SearchPage, parameters: QueryDict) -> Iterator[Option]:
    ends: tuple[tuple[str, date | None, str], ...] = (
        ("since", page.query.since, _("from %s")),
        ("until", page.query.until, _("until %s")),
    )
    address = _Address(page, parameters)
    for name, day, label in ends:
        if day:
            url = address.minus(name, parameters.get(name, ""))
            yield Option(url, label % date_format(day), 0, selected=True)


def _group(
    name: str,
    buckets: tuple[Bucket, ...],
    chosen: tuple[str, ...],
    names: Mapping[str, str | Promise],
    address: _Address,
) -> Group:
    counts = {bucket.value: bucket.count for bucket in buckets}
    # What has no name in a list of names is no choice: a county that asks without being named.
    offered = (value for value in counts if value in names or not names)
    values = [*chosen, *(value for value in offered if value not in chosen)]
    options = tuple(
        Option(
            url=(address.minus if value in chosen else address.plus)(name, value),
            label=names.get(value, value),
            count=counts.get(value, 0),
            selected=value in chosen,
        )
        for value in values[: SHOWN + len(chosen)]
    )
    return Group(name, LABELS[name], options, len(chosen))
