"""Counts with names: what a reader can narrow the results by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import caches
from django.db.models import QuerySet, Value
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.members.models import Organisation
from portal.taxonomy.models import Platform, Topic
from search.forms import FILTERS
from search.port import Bucket
from search.registry import all_searchables
from search.service import SearchPage

SHOWN = 12
NAMES = "facet-names"
KEEP_SECONDS = 60

LABELS: dict[str, str | Promise] = {
    "kind": _("Kind of content"),
    "organisation": _("County"),
    "topic": _("Topic"),
    "channel": _("Channel"),
    "year": _("Year"),
}


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


def groups(page: SearchPage, parameters: QueryDict) -> list[Group]:
    """Return the facets that offer a choice."""
    chosen = page.query.filters()
    names = _names()
    typed = [(name, v) for name, values in parameters.lists() for v in values if name != "page"]
    made = (
        _group(name, page.facets.get(name, ()), chosen.get(name, ()), names[name], typed)
        for name in FILTERS
    )
    return [group for group in made if group.options]


def active(found: Iterable[Group]) -> list[Option]:
    """Return the chosen options of all groups, to be shown above the hits and taken away there."""
    return [option for group in found for option in group.options if option.selected]


def _group(
    name: str,
    buckets: tuple[Bucket, ...],
    chosen: tuple[str, ...],
    names: Mapping[str, str | Promise],
    typed: Sequence[tuple[str, str]],
) -> Group:
    counts = {bucket.value: bucket.count for bucket in buckets}
    # What has no name in a list of names is no choice: a county that asks without being named.
    offered = (value for value in counts if value in names or not names)
    values = [*chosen, *(value for value in offered if value not in chosen)]
    options = tuple(
        Option(
            url=_toggled(typed, (name, value)),
            label=names.get(value, value),
            count=counts.get(value, 0),
            selected=value in chosen,
        )
        for value in values[: SHOWN + len(chosen)]
    )
    return Group(name, LABELS[name], options, len(chosen))


def _toggled(chosen: Sequence[tuple[str, str]], option: tuple[str, str]) -> str:
    """Return the address with this option added, or taken away where it is chosen."""
    if option in chosen:
        return f"?{urlencode([one for one in chosen if one != option])}"
    return f"?{urlencode([*chosen, option])}"


def _names() -> dict[str, dict[str, str | Promise]]:
    """Return what is shown for the values of each facet."""
    kinds = {described.kind: described.label for described in all_searchables()}
    return {"kind": kinds, "year": {}, **_kept_names()}


def _kept_names() -> dict[str, dict[str, str | Promise]]:
    """Return the names of all organisations, topics and channels; a new one shows after a minute.

    Every name is public; which of them a reader meets is decided by her facets.
    """
    names: dict[str, dict[str, str | Promise]] | None = caches["kept"].get(NAMES)
    if names is None:
        names = {"organisation": {}, "topic": {}, "channel": {}}
        for facet, slug, name in _named():
            names[facet][slug] = name
        caches["kept"].set(NAMES, names, KEEP_SECONDS)
    return names


def _named() -> Iterable[tuple[str, str, str]]:
    sources: tuple[tuple[str, QuerySet[Any], str], ...] = (
        ("organisation", Organisation.objects.all(), "display_name"),
        ("topic", Topic.objects.all(), "name"),
        ("channel", Platform.objects.all(), "name"),
    )
    first, *others = (
        rows.order_by().annotate(facet=Value(name)).values_list("facet", "slug", label)
        for name, rows, label in sources
    )
    named: QuerySet[Any, tuple[str, str, str]] = first.union(*others, all=True)
    return named
