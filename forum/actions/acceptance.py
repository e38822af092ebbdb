"""Saying which answer helped, and taking it back."""

from datetime import datetime

from django.db import transaction

from forum.actions.openness import hold_place_of
from forum.facts import AcceptanceWithdrawn, AnswerAccepted
from forum.models import Answer, Question
from forum.rules import may_accept
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record


class AnotherAccepted(Exception):
    """Somebody accepted another answer at the same moment."""


@transaction.atomic
def accept_answer(*, actor: User, answer: Answer, now: datetime) -> None:
    """Say that this answer helped, instead of one accepted before. Raises AnotherAccepted.

    Of two acceptances at once one comes through; the other is told.
    """
    seen = _accepted(answer.question)
    # The answer may be part of another question by now, which another county asked.
    question = hold_place_of(answer)
    require(may_accept(actor, question))
    if question == answer.question and _accepted(question) != seen:
        raise AnotherAccepted
    answers = Answer.objects.filter(question=question)
    answers.filter(is_accepted=True).exclude(pk=answer.pk).update(
        is_accepted=False, accepted_at=None
    )
    if answers.filter(pk=answer.pk, is_accepted=False).update(is_accepted=True, accepted_at=now):
        Question.objects.filter(pk=question.pk).update(is_solved=True)
        record(AnswerAccepted(reference=question.reference))


def _accepted(question: Question) -> set[int]:
    accepted = Answer.objects.filter(question=question, is_accepted=True)
    return set(accepted.values_list("pk", flat=True))


@transaction.atomic
def withdraw_acceptance(*, actor: User, answer: Answer) -> None:
    """Take an acceptance back; nothing happens where there is none."""
    question = hold_place_of(answer)
    require(may_accept(actor, question))
    accepted = Answer.objects.filter(pk=answer.pk, is_accepted=True)
    if accepted.update(is_accepted=False, accepted_at=None):
        Question.objects.filter(pk=question.pk).update(is_solved=False)
        record(AcceptanceWithdrawn(reference=question.reference))
