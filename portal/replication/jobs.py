"""What happens to reports by the clock."""

from datetime import datetime, timedelta

from portal.replication.actions import ask_for_result
from portal.replication.queries import unasked_since

ASK_AFTER = timedelta(days=182)
MOST_AT_ONCE = 500


def ask_for_results(now: datetime) -> int:
    """Ask counties half a year after their report how it went; once."""
    due = list(unasked_since(now - ASK_AFTER)[:MOST_AT_ONCE])
    return sum(ask_for_result(report=report, now=now) for report in due)
