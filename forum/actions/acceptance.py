"""Saying which answer helped, and taking it back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from forum.facts import AcceptanceWithdrawn, AnswerAccepted
from forum.models import Answer, Question
from forum.rules import may_accept
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record


class AnotherAccepted(Exception):
    """Somebody accepted another answer at the same moment."""


def accept_answer(*, actor: User, answer: Answer, now: datetime) -> None:
    """Say that this answer helped, instead of one accepted before. Raises AnotherAccepted.

    Of two acceptances at once the database lets one through; the other is told.
    """
    require(may_accept(actor, answer.question))
    try:
        _accept(answer, now)
    except IntegrityError:
        raise AnotherAccepted from None


@transaction.atomic
def _accept(answer: Answer, now: datetime) -> None:
    answers = Answer.objects.filter(question_id=answer.question_id)
    answers.filter(is_accepted=True).exclude(pk=answer.pk).update(
        is_accepted=False, accepted_at=None
    )
    if answers.filter(pk=answer.pk, is_accepted=False).update(is_accepted=True, accepted_at=now):
        Question.objects.filter(pk=answer.question_id).update(is_solved=True)
        record(AnswerAccepted(reference=answer.question.reference))


@transaction.atomic
def withdraw_acceptance(*, actor: User, answer: Answer) -> None:
    """Take an acceptance back; nothing happens where there is none."""
    require(may_accept(actor, answer.question))
    accepted = Answer.objects.filter(pk=answer.pk, is_accepted=True)
    if accepted.update(is_accepted=False, accepted_at=None):
        Question.objects.filter(pk=answer.question_id).update(is_solved=False)
        record(AcceptanceWithdrawn(reference=answer.question.reference))
