"""One recommendation, as a search needs it."""

from datetime import date
from typing import NamedTuple

from portal.kernel.content import Reference

LONGEST_QUERIES = 400
LONGEST_NOTE = 200
MOST_QUERIES = 10
# More would be a list of hits of its own.
MOST_FOR_ONE_QUERY = 3
MOST_BETS = 500


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
