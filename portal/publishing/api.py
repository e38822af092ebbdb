"""What the APIs of all pages share: the same lists, filters and rights as the pages themselves."""

from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Field, Schema

from portal.members.audiences import Reader
from portal.publishing.models import ContentPage

PageNumber = Annotated[int, Field(ge=1, le=1_000)]
PageSize = Annotated[int, Field(ge=1, le=50)]
Slug = Annotated[str, Field(max_length=120)]


class PageRow(Schema):
    """A page as lists show it."""

    key: str
    title: str
    url: str
    summary: str
    organisation: str
    visibility: str
    topics: list[str]
    channels: list[str]
    published_at: datetime | None


class PageList(Schema):
    """One screen of a list, newest first."""

    total: int
    items: list[PageRow]


class PageOut(PageRow):
    """A page with its text; `sections` are HTML by the name of the field."""

    sections: dict[str, str]


class PageFilter(Schema):
    """Which pages: by slugs, and which screen of them."""

    organisation: Slug = ""
    topic: Slug = ""
    channel: Slug = ""
    page: PageNumber = 1
    page_size: PageSize = 20


def listed(model: type[ContentPage], reader: Reader, wanted: PageFilter) -> dict[str, Any]:
    """Return one screen of the pages this reader may see."""
    slugs = {
        "organisation__slug": wanted.organisation,
        "topics__slug": wanted.topic,
        "channels__slug": wanted.channel,
    }
    pages = readable(model, reader).filter(
        **{name: slug.replace("\x00", "") for name, slug in slugs.items() if slug}
    )
    start = (wanted.page - 1) * wanted.page_size
    screen = pages.order_by("-published_at", "-pk")[start : start + wanted.page_size]
    return {"total": pages.order_by().count(), "items": [row(page) for page in screen]}


def readable(model: type[ContentPage], reader: Reader) -> QuerySet[Any]:
    """Return the pages this reader may see, with what `row` needs."""
    found: QuerySet[Any] = model.objects.visible_to(reader)
    return found.select_related("organisation").prefetch_related("topics", "channels")


def row(page: ContentPage) -> dict[str, Any]:
    """Describe a page for a list."""
    return {
        "key": page.key,
        "title": page.title,
        "url": page.get_absolute_url(),
        "summary": page.lead,
        "organisation": page.organisation.slug,
        "visibility": page.visibility,
        "topics": [topic.slug for topic in page.topics.all()],
        "channels": [channel.slug for channel in page.channels.all()],
        "published_at": page.published_at,
    }


def whole(page: ContentPage) -> dict[str, Any]:
    """Describe a page with its text."""
    sections = {name: html for name, html in page.html.items() if isinstance(html, str)}
    return {**row(page), "sections": sections}
