"""Which files a text uses."""

from datetime import datetime

from django.db.models import QuerySet

from forum.models import Attachment, PostDraft
from forum.models.held import token_of
from forum.rendering import file_keys
from portal.file_texts.holders import HeldFile
from portal.file_texts.queries import Unfindable, unfindable
from portal.members.models import User


def documents_in(text: str, person: User) -> list[Attachment]:
    """Return the files a text uses that are no pictures, among those PERSON brought just now."""
    return list(_brought(person).filter(key__in=file_keys(text), is_image=False))


def unfindable_in(text: str) -> list[Unfindable]:
    """Return the files a post names that the search could not read."""
    keys = file_keys(text)
    found = Attachment.objects.filter(key__in=keys, is_image=False) if keys else ()
    return unfindable([HeldFile(token_of(one.key), one.name, one.file) for one in found])


def _brought(person: User) -> QuerySet[Attachment]:
    return Attachment.objects.unused().filter(uploader=person)


def count_unused(person: User) -> int:
    """Count what somebody uploaded and has not used yet."""
    return _brought(person).count()


def forgotten_uploads(before: datetime) -> list[Attachment]:
    """Return uploads nobody used by then; what stands in a draft of whoever brought it, stays."""
    old = list(Attachment.objects.unused().filter(uploaded_at__lt=before))
    drafts = PostDraft.objects.filter(person__in={one.uploader_id for one in old} - {None})
    kept = {(draft.person_id, key) for draft in drafts for key in file_keys(draft.text)}
    return [one for one in old if (one.uploader_id, one.key) not in kept]
