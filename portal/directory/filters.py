"""What the list of counties can be narrowed to, and how many there are of each. Pure.

Values of one filter widen it (this Land or that one), filters narrow each other. What no county
in the reader's list has is no value: nonsense, and what she may not know of, changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.members.counties import LAENDER, SIZES
from portal.members.models import Organisation

MOST_VALUES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An organisation of the list, as its reader may know it."""

    slug: str
    name: str
    kind: str
    ags: str
    land: str
    population: int | None
    status: str
    since: date | None
    # What it runs and knows: names by slug.
    platforms: Mapping[str, str]
    topics: Mapping[str, str]

    @property
    def land_name(self) -> str:
        """The Land, '' for a partner institution."""
        return LAENDER.get(self.land, "")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a filter; values are shown in the order of `place`."""

    slug: str
    label: str | Promise
    place: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: its parameter, its label, and the values an entry has."""

    name: str
    label: str | Promise
    values: Callable[[Entry], Iterable[Value]]


@dataclass(frozen=True, slots=True)
class Option:
    """One value to choose; its address chooses it, or takes it back where it is chosen."""

    url: str
    label: str | Promise
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One filter as `components/filter_group.html` shows it."""

    label: str | Promise
    options: list[Option]
    chosen: int


def sort_key(text: str) -> str:
    """Sort as a German reader expects: umlauts beside their letters."""
    return normalize("NFKD", text.casefold())


def _lands(entry: Entry) -> Iterable[Value]:
    if entry.land_name:
        yield Value(entry.land, entry.land_name, sort_key(entry.land_name))


def _sizes(entry: Entry) -> Iterable[Value]:
    if entry.population is not None:
        fitting = [size for size in SIZES if size[0] <= entry.population]
        _from, slug, label = fitting[-1]
        yield Value(slug, label, str(len(fitting)))


def _named(names: Mapping[str, str]) -> Iterable[Value]:
    return (Value(slug, name, sort_key(name)) for slug, name in names.items())


def _years(entry: Entry) -> Iterable[Value]:
    if entry.since:
        yield Value(str(entry.since.year), str(entry.since.year), str(9999 - entry.since.year))


def _kinds(entry: Entry) -> Iterable[Value]:
    yield Value(entry.kind, Organisation.Kind(entry.kind).label, entry.kind)


def _statuses(entry: Entry) -> Iterable[Value]:
    place = Organisation.Status.values.index(entry.status)
    yield Value(entry.status, Organisation.Status(entry.status).label, str(place))


FILTERS = (
    Filter("land", _("Land"), _lands),
    Filter("groesse", _("Inhabitants"), _sizes),
    Filter("plattform", _("Runs the channel"), lambda entry: _named(entry.platforms)),
    Filter("thema", _("Has experience with"), lambda entry: _named(entry.topics)),
    Filter("seit", _("Member since"), _years),
    Filter("art", _("Kind"), _kinds),
    Filter("stand", _("Status"), _statuses),
)

Chosen = Mapping[str, Sequence[str]]


class Choice:
    """The entries a reader may see, narrowed as her address asks for it."""

    def __init__(self, entries: Sequence[Entry], asked: Chosen) -> None:
        self._entries = entries
        self._values = {one.name: [list(one.values(entry)) for entry in entries] for one in FILTERS}
        self.chosen = {one.name: self._known(one.name, asked) for one in FILTERS}
        self._fitting = {one.name: self._fits(one.name) for one in FILTERS}

    def _known(self, name: str, asked: Chosen) -> tuple[str, ...]:
        known = {value.slug for values in self._values[name] for value in values}
        typed = dict.fromkeys(asked.get(name, ())[:MOST_VALUES])
        return tuple(slug for slug in typed if slug in known)

    def _fits(self, name: str) -> list[bool]:
        chosen = set(self.chosen[name])
        return [
            not chosen or any(value.slug in chosen for value in values)
            for values in self._values[name]
        ]

    def _narrowed(self, but: str = "") -> list[int]:
        columns = [fits for name, fits in self._fitting.items() if name != but]
        return [place for place, row in enumerate(zip(*columns, strict=True)) if all(row)]

    @property
    def entries(self) -> list[Entry]:
        """What fits all filters, in the order it came."""
        return [self._entries[place] for place in self._narrowed()]

    @property
    def groups(self) -> list[Group]:
        """The filters that offer a choice; each counts within all the others."""
        made = (self._group(one) for one in FILTERS)
        return [group for group in made if len(group.options) > 1 or group.chosen]

    @property
    def active(self) -> list[Option]:
        """The chosen values, to be shown above the list and taken back there."""
        return [option for group in self.groups for option in group.options if option.selected]

    def _group(self, one: Filter) -> Group:
        rows = self._values[one.name]
        values = {value.slug: value for row in rows for value in row}
        places = self._narrowed(but=one.name)
        counts = Counter(value.slug for place in places for value in rows[place])
        chosen = self.chosen[one.name]
        options = [
            Option(
                url=self._toggled(one.name, value.slug),
                label=value.label,
                count=counts[value.slug],
                selected=value.slug in chosen,
            )
            for value in sorted(values.values(), key=lambda value: value.place)
            if counts[value.slug] or value.slug in chosen
        ]
        return Group(one.label, options, len(chosen))

    def _toggled(self, name: str, slug: str) -> str:
        pairs = [(one, value) for one, values in self.chosen.items() for value in values]
        option = (name, slug)
        changed = [p for p in pairs if p != option] if option in pairs else [*pairs, option]
        return f"?{urlencode(changed)}"
