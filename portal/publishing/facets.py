"""What a list can be narrowed to, and how many pages there are of each value: one query for all.

Each facet is counted within the others. A value that is chosen stays in sight where nothing is
left of it, so that it can be taken back.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Label = str | Promise
# A value, the name of it, and how many pages have it.
Counted = tuple[str, str, int]

MOST_OPTIONS = 20
# What stays in the address when a filter changes: the order, and what is picked for comparison.
CARRIED = ("order", "compare")
# All pages that fit, by what their columns say of them; no value has a gap.
_WHOLE, _GAP = "", " "
_COLUMNS = ("facet", "shown", "name", "count")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facet:
    """One filter: its parameter, and what the pages of one value have in common."""

    name: str
    label: Label
    # A path whose values are in the database with their names at the path `shown`; or a text
    # made of columns whose few values have `labels`, shown in their order.
    value: str | Combinable
    shown: str = ""
    labels: Mapping[str, Label] = field(default_factory=dict)
    open: bool = False

    def of(self, pages: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Keep the pages that have this value."""
        path, pages = self._column_of(pages)
        return pages.filter(**{path: value})

    def with_any(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the pages that have a value at all."""
        path, pages = self._column_of(pages)
        return pages.filter(**{f"{path}__isnull": False})

    @property
    def expression(self) -> Any:
        """The value of a page, to be selected."""
        return F(self.value) if isinstance(self.value, str) else self.value

    def _column_of(self, pages: QuerySet[Any]) -> tuple[str, QuerySet[Any]]:
        if isinstance(self.value, str):
            return self.value, pages
        return f"by_{self.name}", pages.alias(**{f"by_{self.name}": self.value})

    def asked(self, parameters: QueryDict) -> str:
        """Return the value an address asks for; one that cannot be is left out."""
        value = parameters.get(self.name, "").replace("\x00", "")
        return value if not self.labels or value in self.labels else ""

    def name_of(self, value: str, name: str = "") -> Label:
        """Return how a value is called; one no page has that the reader may see is unknown."""
        return self.labels.get(value) or name or _("%(facet)s: unknown") % {"facet": self.label}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter; its address chooses it, or takes it back where it is chosen."""

    url: str
    label: Label
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One filter as `components/filter_group.html` shows it."""

    label: Label
    options: list[Option]
    chosen: int
    open: bool


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The pages that fit what an address asks for, and every way to ask for others."""

    pages: QuerySet[Any]
    total: int
    groups: list[Group]

    @property
    def chosen(self) -> list[Option]:
        """The chosen values, to be taken back above the list."""
        return [option for group in self.groups for option in group.options if option.selected]


# What every kind of page can be narrowed by.
FACETS: tuple[Facet, ...] = (
    Facet(
        name="topic",
        label=gettext_lazy("Topic"),
        value="topics__slug",
        shown="topics__name",
        open=True,
    ),
    Facet(
        name="channel",
        label=gettext_lazy("Channel"),
        value="channels__slug",
        shown="channels__name",
    ),
    Facet(
        name="organisation",
        label=gettext_lazy("County"),
        value="organisation__slug",
        shown="organisation__display_name",
    ),
)


def narrowed(pages: QuerySet[Any], facets: Sequence[Facet], parameters: QueryDict) -> Narrowed:
    """Narrow pages as an address asks for it, and count what else could be asked: one query."""
    chosen = {facet: facet.asked(parameters) for facet in facets}
    counts, total = _counts(pages, chosen)
    carried = [(name, value) for name in CARRIED for value in parameters.getlist(name)]
    groups = [_group(facet, counts[facet.name], chosen, carried) for facet in facets]
    return Narrowed(_fitting(pages, chosen), total, groups)


def _fitting(
    pages: QuerySet[Any], chosen: Mapping[Facet, str], but: Facet | None = None
) -> QuerySet[Any]:
    for facet, value in chosen.items():
        if value and facet is not but:
            pages = facet.of(pages, value)
    return pages


def _counts(
    pages: QuerySet[Any], chosen: Mapping[Facet, str]
) -> tuple[Mapping[str, list[Counted]], int]:
    """Count every facet and the whole in one union.

    What is made of columns and not chosen counts within the same pages: one branch for all of it.
    """
    made = [facet for facet, value in chosen.items() if facet.labels and not value]
    whole = _counted(_fitting(pages, chosen), _WHOLE, _joined(made), text(""))
    counts: defaultdict[str, list[Counted]] = defaultdict(list)
    rows: list[Counted] = []
    for name, *counted in whole.union(*_branches(pages, chosen, made), all=True):
        (rows if name == _WHOLE else counts[name]).append(tuple(counted))
    for place, facet in enumerate(made):
        counts[facet.name] = _summed((value.split(_GAP)[place], count) for value, _, count in rows)
    return counts, sum(count for _value, _name, count in rows)


def _joined(facets: Sequence[Facet]) -> Any:
    parts: list[Any] = [text("")]
    for facet in facets:
        parts += [Coalesce(Cast(facet.expression, TextField()), text("")), Value(_GAP)]
    return Concat(*parts, Value(""), output_field=TextField())


def _summed(values: Iterable[tuple[str, int]]) -> list[Counted]:
    sums: Counter[str] = Counter()
    for value, count in values:
        sums[value] += count
    return [(value, "", count) for value, count in sums.items()]


def _branches(
    pages: QuerySet[Any], chosen: Mapping[Facet, str], but: Sequence[Facet]
) -> Iterator[QuerySet[Any]]:
    for facet, value in chosen.items():
        if facet in but:
            continue
        name = F(facet.shown) if facet.shown else text("")
        fitting = facet.with_any(_fitting(pages, chosen, but=facet))
        yield _counted(fitting, facet.name, facet.expression, name)
        if value and facet.shown:
            # What is chosen has a name where no page is left of it within the other filters.
            yield _named(facet.of(pages, value), facet.name, facet.expression, name)


def _counted(pages: QuerySet[Any], facet: str, value: Any, name: Any) -> QuerySet[Any]:
    grouped = _rows(pages, facet, value, name).annotate(count=Count("pk"))
    return grouped.values_list(*_COLUMNS)


def _named(pages: QuerySet[Any], facet: str, value: Any, name: Any) -> QuerySet[Any]:
    rows = _rows(pages, facet, value, name).annotate(count=Value(0))
    return rows.values_list(*_COLUMNS).distinct()


def _rows(pages: QuerySet[Any], facet: str, value: Any, name: Any) -> QuerySet[Any]:
    shown = pages.order_by().annotate(facet=text(facet), shown=value, name=name)
    return shown.values("facet", "shown", "name")


def text(value: str) -> Any:
    """Return a text every database takes for one, for queries that are put together."""
    return Cast(Value(value), TextField())


def _group(
    facet: Facet,
    counts: Sequence[Counted],
    chosen: Mapping[Facet, str],
    carried: Sequence[tuple[str, str]],
) -> Group:
    options = [
        Option(
            url=_toggled(facet, value, chosen, carried),
            label=facet.name_of(value, name),
            count=count,
            selected=value == chosen[facet],
        )
        for value, name, count in _ordered(facet, counts, chosen[facet])
    ]
    selected = sum(option.selected for option in options)
    return Group(facet.label, options[:MOST_OPTIONS], selected, bool(selected) or facet.open)


def _ordered(facet: Facet, counts: Sequence[Counted], chosen: str) -> list[Counted]:
    """Order values as their labels are, or by how many pages have them, the chosen one first."""
    found: dict[str, Counted] = {chosen: (chosen, "", 0)} if chosen else {}
    for value, name, count in sorted(counts, key=lambda row: row[2]):
        found[value] = (value, name, count)
    if facet.labels:
        return [found[value] for value in facet.labels if value in found]
    return sorted(found.values(), key=lambda row: (row[0] != chosen, -row[2], row[1]))


def _toggled(
    facet: Facet, value: str, chosen: Mapping[Facet, str], carried: Sequence[tuple[str, str]]
) -> str:
    changed = {**chosen, facet: "" if chosen[facet] == value else value}
    asked = [(one.name, value) for one, value in changed.items() if value]
    return "?" + urlencode([*asked, *carried])


def address_with(parameters: QueryDict, **changed: str) -> str:
    """Return an address that differs in this; what is found anew begins at its first screen."""
    address = parameters.copy()
    address.pop("page", None)
    for name, value in changed.items():
        address[name] = value
        if not value:
            del address[name]
    return f"?{address.urlencode()}" if address else "?"
