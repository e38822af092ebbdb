"""What a person wants to find again. Hers alone: nothing is recorded."""

from datetime import datetime

from django.db import transaction

from forum.actions.openness import hold_place_of
from forum.models import Answer, Bookmark, Question
from portal.kernel.text import clean_line
from portal.kernel.verdict import refused, require
from portal.members.models import User
from portal.members.rules import may_change_own_account


@transaction.atomic
def add_bookmark(
    *, actor: User, question: Question, answer: Answer | None = None, now: datetime
) -> None:
    """Keep a question, or one of its answers; repeating it changes nothing."""
    require(may_change_own_account(actor))
    if answer:
        question = hold_place_of(answer)
    bookmark = Bookmark(person=actor, question=question, answer=answer, created_at=now)
    Bookmark.objects.bulk_create([bookmark], ignore_conflicts=True)


@transaction.atomic
def remove_bookmark(*, actor: User, question: Question, answer: Answer | None = None) -> None:
    """Keep it no longer; repeating it changes nothing."""
    require(may_change_own_account(actor))
    kept = Bookmark.objects.filter(person=actor, answer=answer)
    # An answer has one bookmark of hers, wherever it stands by now.
    (kept if answer else kept.filter(question=question)).delete()


@transaction.atomic
def note_on_bookmark(*, actor: User, bookmark: Bookmark, note: str) -> None:
    """Write down why, for oneself."""
    require(may_change_own_account(actor))
    if bookmark.person_id != actor.pk:
        require(refused(""))
    Bookmark.objects.filter(pk=bookmark.pk).update(note=clean_line(note))
