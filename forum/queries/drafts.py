"""What somebody has begun to write."""

from datetime import datetime

from django.db.models import QuerySet

from forum.models import Answer, PostDraft, Question
from portal.members.audiences import Reader
from portal.members.models import User


def draft_at(reader: Reader, place: str) -> PostDraft | None:
    """Return the reader's own draft at a place."""
    if not isinstance(reader, User):
        return None
    return PostDraft.objects.filter(person=reader, place=place).first()


def other_drafts(person: User, place: str) -> int:
    """Count a person's drafts at other places."""
    return PostDraft.objects.filter(person=person).exclude(place=place).count()


def is_posted(key: str) -> bool:
    """Whether the post a form makes is there already: its text needs no draft any more."""
    return bool(key) and (
        Question.objects.filter(key=key).exists() or Answer.objects.filter(key=key).exists()
    )


def stale_drafts(before: datetime) -> QuerySet[PostDraft]:
    """Return drafts nobody has gone on with since then."""
    return PostDraft.objects.filter(saved_at__lt=before)
