"""What a reader may ask for; whatever stands in an address, the outcome is a usable query."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from portal.kernel.text import clean_line
from portal.members.audiences import Reader, tokens_of
from search.port import DEEPEST_HIT, EARLIEST, FILTERS, LARGEST_PAGE, LATEST, Query

MOST_VALUES = 20
LONGEST_VALUE = 120
# As browsers send days, and as people write them where a browser offers no calendar.
DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")


def query_from(parameters: QueryDict, reader: Reader, page_size: int = 10) -> Query:
    """Read a query from an address: what makes no sense is left out, a page is clamped."""
    chosen: dict[str, Any] = {
        field: _values(parameters.getlist(name)) for name, field in FILTERS.items()
    }
    return Query(
        text=clean_line(parameters.get("q", "")[:2_000]),
        audience=tokens_of(reader),
        since=day_of(parameters.get("since", "")),
        until=day_of(parameters.get("until", "")),
        page=_page(parameters.get("page", "1"), page_size),
        page_size=page_size,
        exact=parameters.get("exact") == "1",
        operators=True,
        explained=parameters.get("warum") == "1",
        **chosen,
    )


def address_of(query: Query) -> list[tuple[str, str]]:
    """Return what `query_from` reads, without the page: the address of a search."""
    filters = [(name, value) for name, values in query.filters().items() for value in values]
    days = [("since", query.since), ("until", query.until)]
    flags = [("exact", query.exact), ("warum", query.explained)]
    return [
        *([("q", query.text)] if query.text else []),
        *filters,
        *((name, day.isoformat()) for name, day in days if day),
        *((name, "1") for name, flag in flags if flag),
    ]


def _values(raw: Iterable[str]) -> tuple[str, ...]:
    values = (clean_line(value[:LONGEST_VALUE]) for value in list(raw)[:MOST_VALUES])
    return tuple(dict.fromkeys(value for value in values if value))


def day_of(raw: str) -> date | None:
    """Return a day that documents may be of; None for all else."""
    for known in DAY_FORMATS:
        try:
            day = datetime.strptime(raw.strip()[:20], known).date()  # noqa: DTZ007 - a day only
        except ValueError:
            continue
        return day if EARLIEST <= day <= LATEST else None
    return None


def _page(raw: str, page_size: int) -> int:
    last = DEEPEST_HIT // max(1, min(page_size, LARGEST_PAGE))
    page = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 1
    return min(max(page, 1), last)
