"""Until when a person has read. Hers alone: nothing is recorded."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from forum.models import Answer, Comment, Question, ReadMark
from portal.kernel.verdict import require
from portal.members.models import User
from portal.members.rules import may_change_own_account
from portal.notifications.actions import read_notices_about


@transaction.atomic
def mark_read(*, actor: User, question: Question, until: datetime, now: datetime) -> None:
    """Note that she has read what was there UNTIL then; what is read stays read."""
    require(may_change_own_account(actor))
    _note(actor, question, min(until, now))
    read_notices_about(actor=actor, about=_posts_in(question, until), now=now)


@transaction.atomic
def mark_all_read(*, actor: User, now: datetime) -> None:
    """Note that she wants to see as new only what comes from now on."""
    require(may_change_own_account(actor))
    _note(actor, None, now)
    ReadMark.objects.filter(person=actor, question__isnull=False, read_until__lte=now).delete()


def _posts_in(question: Question, until: datetime) -> dict[str, Iterable[str]]:
    """Return the keys of what she has read there, by the matters of which she may be told."""
    answers = Answer.objects.filter(question=question)
    given = answers.filter(answered_at__lte=until).values_list("key", flat=True)
    comments = Comment.objects.filter(answer__in=answers, commented_at__lte=until)
    return {
        "question_asked": [question.key],
        "question_answered": given,
        "official_answer": given,
        "answer_commented": comments.values_list("key", flat=True),
    }


def _note(actor: User, question: Question | None, until: datetime) -> None:
    mark = ReadMark(person=actor, question=question, read_until=until)
    ReadMark.objects.bulk_create([mark], ignore_conflicts=True)
    marks = ReadMark.objects.filter(person=actor, question=question)
    marks.filter(read_until__lt=until).update(read_until=until)
