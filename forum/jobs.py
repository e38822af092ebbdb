"""What the forum does by the clock: clear away what nobody goes on with."""

from datetime import datetime, timedelta

from django.db import transaction

from forum.models import Attachment
from forum.queries.drafts import stale_drafts
from forum.queries.files import forgotten_uploads

DRAFTS_KEPT = timedelta(days=90)
UPLOADS_KEPT = timedelta(days=1)


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
