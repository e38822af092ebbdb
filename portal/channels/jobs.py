"""What the register does by the clock: ask once a year whether entries are still right."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from portal.channels.facts import ConfirmationDue
from portal.channels.models import Channel, ChannelQuerySet, State
from portal.channels.rules import CONFIRM_EVERY
from portal.members.models import Organisation
from portal.outbox.recording import record

REMIND_AGAIN_AFTER = timedelta(days=30)
MOST_REMINDERS = 2


def due_for_reminder(now: datetime) -> ChannelQuerySet:
    """Return running channels nobody has confirmed for a year; each is asked for twice at most."""
    first = Q(reminders=0)
    second = Q(reminders__lt=MOST_REMINDERS, reminded_at__lte=now - REMIND_AGAIN_AFTER)
    due: ChannelQuerySet = Channel.objects.of_participants().filter(
        first | second, state=State.ACTIVE, confirmed_at__lte=now - CONFIRM_EVERY
    )
    return due


def remind_of_confirmation(now: datetime) -> int:
    """Ask each county once for all its channels that are due; returns how many counties."""
    due = due_for_reminder(now).order_by().values_list("organisation_id", flat=True).distinct()
    organisations = Organisation.objects.filter(pk__in=list(due))
    for organisation in organisations:
        _remind(organisation, now)
    return len(organisations)


@transaction.atomic
def _remind(organisation: Organisation, now: datetime) -> None:
    due = due_for_reminder(now).filter(organisation=organisation)
    for channel in due.select_for_update(of=("self",)):
        channel.reminders += 1
        channel.reminded_at = now
        channel.save(update_fields=["reminders", "reminded_at"])
    record(ConfirmationDue(reference=organisation.reference))
