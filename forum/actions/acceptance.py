"""The county that asked says which answers helped."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from forum.actions.openness import hold_place_of
from forum.actions.posting import count_answers
from forum.facts import AcceptanceWithdrawn, AnswerAccepted, AnswerThanked
from forum.models import Answer, Question
from forum.queries.veils import asker_among
from forum.rules import may_accept
from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record


class AlreadyAccepted(Exception):
    """Somebody else accepted this answer at the same moment, or before."""


class NotAccepted(Exception):
    """The answer is not accepted, or not any more."""


@transaction.atomic
def accept_answer(*, actor: User, answer: Answer, now: datetime) -> None:
    """Say that this answer helped, beside others that did. Raises AlreadyAccepted.

    Of two acceptances at once one comes through; the other person is told.
    """
    # The answer may be part of another question by now, which another county asked.
    question = hold_place_of(answer)
    require(may_accept(actor, question))
    open_one = Answer.objects.filter(pk=answer.pk, is_accepted=False)
    # Whose people asked without a name accept without one.
    said_by = None if asker_among(actor, question) else actor
    if not open_one.update(is_accepted=True, accepted_at=now, accepted_by=said_by):
        raise AlreadyAccepted
    count_answers(question)
    record(AnswerAccepted(reference=question.reference))


@transaction.atomic
def withdraw_acceptance(*, actor: User, answer: Answer) -> None:
    """Take an acceptance back, and the thanks with it. Raises NotAccepted."""
    question = hold_place_of(answer)
    require(may_accept(actor, question))
    if not _accepted(answer).update(
        is_accepted=False, accepted_at=None, accepted_by=None, thanks=""
    ):
        raise NotAccepted
    count_answers(question)
    record(AcceptanceWithdrawn(reference=question.reference))


@transaction.atomic
def thank_for(*, actor: User, answer: Answer, thanks: str) -> None:
    """Say thanks for an accepted answer in one line; an empty one takes it back.

    Raises NotAccepted.
    """
    question = hold_place_of(answer)
    require(may_accept(actor, question))
    if not _accepted(answer).update(thanks=clean_line(thanks)):
        raise NotAccepted
    Question.objects.filter(pk=question.pk).touch()
    record(AnswerThanked(reference=question.reference))


def _accepted(answer: Answer) -> QuerySet[Answer]:
    return Answer.objects.filter(pk=answer.pk, is_accepted=True)
