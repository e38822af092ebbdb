"""A county's collections: in which order it says what is to be read, and why.

What stations lead to is mostly others': the package names it by kind and key, and leaves out what
the county may not know of by now.
"""

from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference
from portal.members.estates import Arrival, Departure, Estate, Row, Text
from portal.publishing.estate import (
    PageFields,
    PageRow,
    VersionRow,
    common_fields,
    page_kinds,
    rich_text_in,
    rich_text_out,
)
from portal.trails.actions import NewStation, station
from portal.trails.models import Trail
from portal.trails.queries import closed_to


class StationRow(Row):
    """A station: what it leads to, by kind and key; both are empty where that is still open."""

    kind: str
    key: str
    reason: Text
    section: Text


class TrailFields(PageFields):
    """What editors fill in."""

    introduction: str
    stations: list[StationRow]


class TrailRow(PageRow):
    """A collection."""

    fields: TrailFields


class TrailVersionRow(VersionRow):
    """A version of a collection."""

    fields: TrailFields


def _trail(page: Trail, departure: Departure) -> TrailFields:
    stations = list(page.stations.all())
    closed = closed_to(departure.organisation, [one.reference for one in stations])
    return TrailFields(
        **common_fields(page),
        introduction=rich_text_out(page.introduction, departure),
        stations=[
            StationRow(kind=one.kind, key=one.key, reason=one.reason, section=one.section)
            for one in stations
            if one.reference not in closed
        ],
    )


def _fill(page: Trail, fields: TrailFields, arrival: Arrival) -> None:
    page.introduction = rich_text_in(fields.introduction, arrival)
    page.stations.set(
        [
            station(number, NewStation(Reference(one.kind, one.key), one.reason, one.section))
            for number, one in enumerate(fields.stations)
        ]
    )


TRAILS = Estate(
    app="trails",
    kinds=page_kinds(
        Trail,
        labels=(_("Collections"), _("Versions of collections")),
        records=(TrailRow, TrailVersionRow),
        read=_trail,
        write=_fill,
        tables=("trails.Station",),
    ),
)
