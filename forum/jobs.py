"""What the forum does by the clock."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from forum.actions.closing import end_pin
from forum.models import Question, WorkingNote

MOST_AT_ONCE = 500


def end_pins(now: datetime) -> int:
    """Put questions back into their order when the day is over until which they were pinned."""
    today = timezone.localdate(now)
    over = Question.objects.filter(is_pinned=True, pinned_until__lt=today).order_by("pk")
    return sum(end_pin(question=question, today=today) for question in over[:MOST_AT_ONCE])


@transaction.atomic
def forget_working_notes(now: datetime) -> int:
    """Delete the notes whose time is over: nobody sees them any more, and they name a person."""
    return WorkingNote.objects.filter(until__lte=now).delete()[0]
