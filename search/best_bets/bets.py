"""One recommendation, as a search needs it."""

import re
from datetime import date
from typing import NamedTuple

from portal.kernel.content import Reference
from portal.kernel.text import clean_line

LONGEST_QUERIES = 400
LONGEST_NOTE = 200
MOST_QUERIES = 10
# More would be a list of hits of its own.
MOST_FOR_ONE_QUERY = 3
MOST_BETS = 500

_BETWEEN = re.compile(r"[,;\n]")


class Bet(NamedTuple):
    """For which searches which page is recommended, why and until when."""

    queries: str
    page_kind: str
    page_key: str
    note: str = ""
    until: date | None = None

    @property
    def page(self) -> Reference:
        """What is recommended."""
        return Reference(self.page_kind, self.page_key)


def queries_of(text: str) -> tuple[str, ...]:
    """Return the searches a curator wrote; commas, semicolons and line ends part them."""
    queries = (clean_line(query) for query in _BETWEEN.split(text))
    return tuple(query for query in queries if query)
