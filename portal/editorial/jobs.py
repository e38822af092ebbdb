"""What happens to submissions by the clock."""

from datetime import datetime

from portal.editorial.actions.opinions import forget_names
from portal.editorial.actions.reminding import escalate, remind
from portal.editorial.queries.desk import open_steps
from portal.editorial.rules import ESCALATE_AFTER

MOST_AT_ONCE = 500


def look_after_reviews(now: datetime) -> int:
    """Remind of what is overdue, and tell the moderators where that did not help."""
    late = open_steps().filter(due_at__lt=now, reminded_at=None)
    left = open_steps().filter(reminded_at__lt=now - ESCALATE_AFTER, escalated_at=None)
    escalated = [escalate(step=step, now=now) for step in left[:MOST_AT_ONCE]]
    reminded = [remind(step=step, now=now) for step in late[:MOST_AT_ONCE]]
    return sum(escalated) + sum(reminded)


def forget_reviewers(now: datetime) -> int:
    """Forget who was asked without an account."""
    return forget_names(now)
