"""Stations as one reader sees them: one query for all of them, of whatever kind.

What she may not see is left out, and the others are numbered without a gap.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from django.db.models import Case, CharField, IntegerField, QuerySet, Value, When
from django.db.models.functions import Length
from django.urls import reverse

from portal.kernel.content import Reference
from portal.members.audiences import Reader
from portal.trails.addresses import KINDS
from portal.trails.rules import minutes_for
from search.registry import searchable


class Placed(Protocol):
    """What a station says of itself."""

    reason: str
    section: str

    @property
    def reference(self) -> Reference:
        """What it leads to."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a list says of a piece of content that its reader may see."""

    title: str
    url: str
    county: str
    label: str
    minutes: int
    obsolete: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A station at its place."""

    number: int
    reference: Reference
    reason: str
    # Counts up with each section; the heading is "" before the first one.
    part: int
    section: str
    found: Found

    @property
    def minutes(self) -> int:
        """How long it is read; 0 where nobody can say."""
        return self.found.minutes


@dataclass(frozen=True, slots=True)
class Section:
    """Stations that stand together; `heading` may be ""."""

    heading: str
    stops: list[Stop]

    @property
    def first(self) -> int:
        """The number with which the list goes on."""
        return self.stops[0].number


def stops_of(stations: Iterable[Placed], reader: Reader) -> list[Stop]:
    """Return the stations this reader may see, in their order."""
    placed = list(stations)
    found = found_for(reader, [one.reference for one in placed])
    stops: list[Stop] = []
    part, heading = 0, ""
    for one in placed:
        if one.section:
            part, heading = part + 1, one.section
        # Of two alike the first counts.
        if there := found.pop(one.reference, None):
            number = len(stops) + 1
            stops.append(Stop(number, one.reference, one.reason, part, heading, there))
    return stops


def sections_of(stops: Sequence[Stop]) -> list[Section]:
    """Return the stations by section; a section of which she sees nothing is not there."""
    return [
        Section(heading, list(together))
        for (_part, heading), together in groupby(stops, lambda one: (one.part, one.section))
    ]


def found_for(reader: Reader, references: Iterable[Reference]) -> dict[Reference, Found]:
    """Return what this reader may see of these; one query for all kinds, none for nothing."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for reference in references:
        if reference.kind in KINDS:
            keys[reference.kind].append(reference.key)
    rows = [_rows(kind, reader, of_kind) for kind, of_kind in keys.items()]
    if not rows:
        return {}
    return {
        Reference(row.found_kind, row.key): _found(row)
        for row in rows[0].union(*rows[1:], all=True)
    }


def _rows(name: str, reader: Reader, keys: Sequence[str]) -> QuerySet[Any]:
    described, kind = searchable(name), KINDS[name]
    assert described is not None  # noqa: S101 - the wiring describes what can be a station
    obsolete = When(**{f"{kind.obsolete}__isnull": False}, then=Value(1))
    return (
        described.visible(reader)
        .filter(key__in=keys)
        .order_by()
        .annotate(
            found_kind=Value(name, output_field=CharField()),
            letters=Length(kind.text) if kind.text else Value(0),
            is_obsolete=Case(obsolete, default=Value(0), output_field=IntegerField()),
        )
        .values_list(
            "found_kind", "key", "pk", "slug", "title", "organisation__display_name", "letters",
            "is_obsolete", named=True,
        )
    )  # fmt: skip


def _found(row: Any) -> Found:
    described, kind = searchable(row.found_kind), KINDS[row.found_kind]
    return Found(
        title=row.title,
        url=reverse(kind.view, kwargs={name: getattr(row, name) for name in kind.address}),
        county=row.organisation__display_name,
        label=str(described.label) if described else "",
        minutes=minutes_for(row.letters),
        obsolete=bool(row.is_obsolete),
    )
