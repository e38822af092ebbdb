"""What happens to consents by the clock."""

from datetime import datetime, timedelta

from portal.provenance.actions.consent import hand_on, remind
from portal.provenance.queries.consents import unanswered_since

REMIND_AFTER = timedelta(days=7)
# From then on the county's coordinators may decide as well, and the moderators know.
HAND_ON_AFTER = timedelta(days=21)
MOST_AT_ONCE = 500


def look_after_consents(now: datetime) -> int:
    """Remind once of consents nobody has answered, and hand them on when that did not help."""
    unreminded = unanswered_since(now - REMIND_AFTER).filter(reminded_at=None, overdue_at=None)
    waiting = unanswered_since(now - HAND_ON_AFTER).filter(overdue_at=None)
    overdue = list(waiting.order_by("pk")[:MOST_AT_ONCE])
    handed_on = [hand_on(source=source, now=now) for source in overdue]
    reminded = [
        remind(source=source, now=now) for source in unreminded.order_by("pk")[:MOST_AT_ONCE]
    ]
    return sum(handed_on) + sum(reminded)
