"""The channel register as an API, read only; the same rights as the pages, field by field."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query as Parameters
from ninja import Router, Schema
from pydantic import Field

from portal.channels.models import ChannelFigure
from portal.channels.queries import (
    ShownChannel,
    Wanted,
    figures_of,
    register,
    shown,
    visible_channels,
)

router = Router(tags=["channels"])

StateName = Literal["planned", "active", "paused", "closed"]
PageNumber = Annotated[int, Parameters(ge=1, le=1_000)]
PageSize = Annotated[int, Parameters(ge=1, le=50)]
Slug = Annotated[str, Parameters(max_length=120)]


class ChannelRow(Schema):
    """A channel; `since` and `until` count by the month. What is for members only is empty."""

    key: str
    url: str
    organisation: str
    platform: str
    name: str
    address: str
    state: StateName
    visibility: Literal["public", "members"]
    since: date | None
    until: date | None
    unit: str
    service_hours: str
    netiquette_url: str
    imprint_url: str
    privacy_url: str
    languages: str
    accessibility: str
    lessons: str
    confirmed_at: datetime


class ChannelPage(Schema):
    """A page of the register, by county."""

    total: int
    items: list[ChannelRow]


class FigureOut(Schema):
    on: date
    kind: str = Field(description="followers, posts, reach, views, interactions or messages")
    value: int
    note: str


class ChannelOut(ChannelRow):
    """A channel with its figures; `figures` is null where they are for members only."""

    figures: list[FigureOut] | None


@router.get("/channels", response=ChannelPage, summary="List channels of members and guests")
def list_channels(  # noqa: PLR0917 - ninja calls by keyword
    request: HttpRequest,
    organisation: Slug = "",
    platform: Slug = "",
    state: StateName | Literal[""] = "",
    page: PageNumber = 1,
    page_size: PageSize = 20,
) -> dict[str, Any]:
    """Filter by slugs of the organisation and the platform, and by state."""
    wanted = Wanted(platform=platform, state=state, organisation=organisation)
    channels = register(request.user, wanted)
    start = (page - 1) * page_size
    return {
        "total": channels.count(),
        "items": [
            _row(shown(channel, request.user)) for channel in channels[start : start + page_size]
        ],
    }


@router.get("/channels/{key}", response=ChannelOut, summary="Read a channel and its figures")
def read_channel(request: HttpRequest, key: str) -> dict[str, Any]:
    """Read one channel; 404 where you may not."""
    channel = get_object_or_404(visible_channels(request.user), key=key)
    seen = shown(channel, request.user)
    figures = [_figure(one) for one in figures_of([channel.pk])] if seen.shows_figures else None
    return {**_row(seen), "figures": figures}


def _row(channel: ShownChannel) -> dict[str, Any]:
    names = set(ChannelRow.model_fields) - {"organisation", "platform"}
    return {name: getattr(channel, name) for name in names} | {
        "organisation": channel.organisation.slug,
        "platform": channel.platform.slug,
    }


def _figure(figure: ChannelFigure) -> dict[str, Any]:
    return {"on": figure.on, "kind": figure.kind, "value": figure.value, "note": figure.note}
