"""What the forum does by the clock."""

from datetime import datetime

from django.db import transaction

from forum.models import WorkingNote


@transaction.atomic
def forget_working_notes(now: datetime) -> int:
    """Delete the notes whose time is over: nobody sees them any more, and they name a person."""
    return WorkingNote.objects.filter(until__lte=now).delete()[0]
