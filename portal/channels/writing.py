"""The register as a table: what this reader may see, under the names `reading` knows."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone

from portal.channels.queries import ShownChannel
from portal.channels.reading import COLUMNS, STATES, VISIBLE_TO, hidden_names

_PLAIN = (
    "name", "address", "unit", "service_hours", "netiquette_url", "imprint_url", "privacy_url",
    "languages", "accessibility", "lessons",
)  # fmt: skip
_STATE_NAMES = {value: name for name, value in STATES.items()}
_VISIBLE_NAMES = {value: name for name, value in VISIBLE_TO.items()}


def table_of(channels: Iterable[ShownChannel]) -> Iterator[list[str]]:
    """Yield the header and a row for every channel."""
    yield list(COLUMNS.values())
    for channel in channels:
        cells = _cells(channel)
        yield [cells[name] for name in COLUMNS]


def _cells(channel: ShownChannel) -> dict[str, str]:
    return {name: getattr(channel, name) for name in _PLAIN} | {
        "organisation": channel.organisation.display_name,
        "ags": channel.organisation.ags,
        "platform": channel.platform.name,
        "state": _STATE_NAMES[channel.state],
        "since": _month(channel.since),
        "until": _month(channel.until),
        "visibility": _VISIBLE_NAMES[channel.visibility],
        # Which fields are hidden is known to those who see them.
        "members_only_fields": "" if channel.hidden else hidden_names(channel.members_only),
        "confirmed_at": timezone.localtime(channel.confirmed_at).strftime("%d.%m.%Y"),
    }


def _month(day: date | None) -> str:
    return day.strftime("%m.%Y") if day else ""
