"""Channels as tests need them, made by the actions people use."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from portal.channels.actions import Draft, Figure, record_channel, record_figures
from portal.channels.models import Channel
from portal.members.models import User
from portal.taxonomy.models import Platform


def channel_draft(platform: str = "mastodon", **fields: Any) -> Draft:
    """Make a channel as it stands in a form."""
    values = {
        "platform": Platform.objects.get(slug=platform),
        "name": "@landkreis",
        "address": "https://social.example.org/@landkreis",
        "since": date(2023, 3, 1),
        "unit": "Pressestelle",
    }
    return Draft(**(values | fields))


def record(keeper: User, now: datetime | None = None, **fields: Any) -> Channel:
    """Put a channel into the register for the keeper's first organisation."""
    return record_channel(
        actor=keeper,
        organisation=keeper.memberships.get().organisation,
        draft=channel_draft(**fields),
        now=now or timezone.now(),
    )


def count(keeper: User, channel: Channel, *values: int) -> None:
    """Record followers, one number for each month of 2025."""
    figures = [
        Figure(on=date(2025, month, 1), kind="followers", value=value)
        for month, value in enumerate(values, 1)
    ]
    record_figures(actor=keeper, channel=channel, figures=figures, now=timezone.now())
