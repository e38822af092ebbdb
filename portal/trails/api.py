"""Collections as an API, read only; the same rights as the pages, station by station."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from portal.publishing.api import PageFilter, PageList, PageOut, listed, readable, whole
from portal.trails.models import Trail
from portal.trails.reading import Stop

router = Router(tags=["collections"])


class StationOut(Schema):
    """A station as this reader sees it; the numbers have no gaps."""

    number: int
    kind: str
    key: str
    title: str
    url: str
    organisation: str
    reason: str
    section: str
    minutes: int
    obsolete: bool


class TrailOut(PageOut):
    """A collection with the stations you may read."""

    stations: list[StationOut]


@router.get("/trails", response=PageList, summary="List collections")
def list_trails(request: HttpRequest, wanted: Query[PageFilter]) -> dict[str, Any]:
    """Newest first; filter by slugs of the county, a topic, a channel."""
    return listed(Trail, request.user, wanted)


@router.get("/trails/{path:key}", response=TrailOut, summary="Read a collection")
def read_trail(request: HttpRequest, key: str) -> dict[str, Any]:
    """Read one collection; 404 where you may not."""
    page = get_object_or_404(readable(Trail, request.user), key=key)
    return whole(page) | {"stations": [_station(one) for one in page.stops(request.user)]}


def _station(stop: Stop) -> dict[str, Any]:
    found = stop.found
    return {
        "number": stop.number,
        "kind": stop.reference.kind,
        "key": stop.reference.key,
        "title": found.title,
        "url": found.url,
        "organisation": found.county,
        "reason": stop.reason,
        "section": stop.section,
        "minutes": stop.minutes,
        "obsolete": found.obsolete,
    }
