"""News as an API, read only; the same rights as the pages."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from portal.pages.models import NewsPage
from portal.publishing.api import PageFilter, PageList, PageOut, listed, readable, whole

router = Router(tags=["news"])


@router.get("/news", response=PageList, summary="List news")
def list_news(request: HttpRequest, wanted: Query[PageFilter]) -> dict[str, Any]:
    """Newest first; filter by slugs of the county, a topic, a channel."""
    return listed(NewsPage, request.user, wanted)


class NewsOut(PageOut):
    """A piece of news with its text; press releases say whom the press may ask."""

    genre: str
    place: str
    released_on: date | None
    contact_unit: str
    contact_phone: str
    contact_email: str


_OWN = ("genre", "place", "released_on", "contact_unit", "contact_phone", "contact_email")


@router.get("/news/{path:key}", response=NewsOut, summary="Read a piece of news")
def read_news(request: HttpRequest, key: str) -> dict[str, Any]:
    """Read one piece of news; 404 where you may not."""
    page = get_object_or_404(readable(NewsPage, request.user), key=key)
    return whole(page) | {name: getattr(page, name) for name in _OWN}
