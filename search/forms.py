"""What a reader may ask for; whatever stands in an address, the outcome is a usable query."""

from collections.abc import Iterable

from django.http import QueryDict

from portal.kernel.text import clean_line
from portal.members.audiences import Reader, tokens_of
from search.port import DEEPEST_HIT, LARGEST_PAGE, Query

# The words in the address, and the fields of a query they fill.
FILTERS = {
    "kind": "kinds",
    "organisation": "organisations",
    "topic": "topics",
    "channel": "channels",
    "year": "years",
}
MOST_VALUES = 20
LONGEST_VALUE = 120


def query_from(parameters: QueryDict, reader: Reader, page_size: int = 10) -> Query:
    """Read a query from an address: what makes no sense is left out, a page is clamped."""
    chosen = {field: _values(parameters.getlist(name)) for name, field in FILTERS.items()}
    return Query(
        text=clean_line(parameters.get("q", "")[:2_000]),
        audience=tokens_of(reader),
        page=_page(parameters.get("page", "1"), page_size),
        page_size=page_size,
        exact=parameters.get("exact") == "1",
        **chosen,
    )


def _values(raw: Iterable[str]) -> tuple[str, ...]:
    values = (clean_line(value[:LONGEST_VALUE]) for value in list(raw)[:MOST_VALUES])
    return tuple(dict.fromkeys(value for value in values if value))


def _page(raw: str, page_size: int) -> int:
    last = DEEPEST_HIT // max(1, min(page_size, LARGEST_PAGE))
    page = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 1
    return min(max(page, 1), last)
