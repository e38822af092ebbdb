"""What the forum does by the clock."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from forum.actions.closing import end_pin
from forum.models import Attachment, Question, WorkingNote
from forum.queries.drafts import stale_drafts
from forum.queries.files import forgotten_uploads

MOST_AT_ONCE = 500
DRAFTS_KEPT = timedelta(days=90)
UPLOADS_KEPT = timedelta(days=1)


def end_pins(now: datetime) -> int:
    """Put questions back into their order when the day is over until which they were pinned."""
    today = timezone.localdate(now)
    over = Question.objects.filter(is_pinned=True, pinned_until__lt=today).order_by("pk")
    return sum(end_pin(question=question, today=today) for question in over[:MOST_AT_ONCE])


@transaction.atomic
def forget_working_notes(now: datetime) -> int:
    """Delete the notes whose time is over: nobody sees them any more, and they name a person."""
    return WorkingNote.objects.filter(until__lte=now).delete()[0]


def forget_drafts(now: datetime) -> int:
    """Drop drafts nobody has gone on with for 90 days; returns how many."""
    return stale_drafts(now - DRAFTS_KEPT).delete()[0]


def forget_unused_files(now: datetime) -> int:
    """Delete uploads no post and no draft has used for a day; returns how many."""
    return sum(forget_upload(one) for one in forgotten_uploads(now - UPLOADS_KEPT))


@transaction.atomic
def forget_upload(attachment: Attachment) -> int:
    """Delete an upload and its file, unless a post takes it at this moment."""
    gone = Attachment.objects.unused().filter(pk=attachment.pk).delete()[0]
    if gone:
        storage, name = attachment.file.storage, attachment.file.name or ""
        transaction.on_commit(lambda: storage.delete(name))
    return gone
