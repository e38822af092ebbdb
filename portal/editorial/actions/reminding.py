"""Remind of what nobody has decided; the second time the moderators are told."""

from datetime import datetime

from django.db import transaction

from portal.editorial.facts import ReviewEscalated, ReviewOverdue
from portal.editorial.models import StepState
from portal.outbox.recording import record


@transaction.atomic
def remind(*, step: StepState, now: datetime) -> bool:
    """Remind once; False where somebody decided or was reminded meanwhile."""
    waiting = StepState.objects.filter(pk=step.pk, status=step.STATUS_IN_PROGRESS, reminded_at=None)
    if not waiting.update(reminded_at=now):
        return False
    record(ReviewOverdue(reference=step.reference))
    return True


@transaction.atomic
def escalate(*, step: StepState, now: datetime) -> bool:
    """Tell the moderators, once."""
    waiting = StepState.objects.filter(
        pk=step.pk, status=step.STATUS_IN_PROGRESS, escalated_at=None
    )
    if not waiting.update(escalated_at=now):
        return False
    record(ReviewEscalated(reference=step.reference))
    return True
