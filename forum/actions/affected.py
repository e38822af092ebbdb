"""Saying that a question concerns one's county, too."""

from datetime import datetime

from django.db import IntegrityError, transaction

from forum.actions.openness import hold_page
from forum.actions.veiling import require_openly
from forum.facts import CountyAffected, CountyNotAffected
from forum.models import AffectedCounty, Question
from forum.rules import may_write_for
from forum.rules.answering import may_say_affected
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.outbox.recording import record


class AlreadySaid(Exception):
    """A colleague said so already."""


class NotSaid(Exception):
    """The county does not stand there, or not any more."""


def say_affected(
    *, actor: User, organisation: Organisation, question: Question, now: datetime
) -> None:
    """Put one's county beside the one that asked; each county once.

    Raises AlreadySaid, and NotOpen where the question became part of another one.
    """
    require(may_say_affected(actor, organisation, question))
    try:
        _say(actor, organisation, question, now)
    except IntegrityError:
        raise AlreadySaid from None


@transaction.atomic
def _say(actor: User, organisation: Organisation, question: Question, now: datetime) -> None:
    question = hold_page(question)
    require_openly(actor, question)
    AffectedCounty.objects.create(
        question=question, organisation=organisation, person=actor, said_at=now
    )
    Question.objects.filter(pk=question.pk).touch()
    record(CountyAffected(reference=question.reference))


@transaction.atomic
def take_back_affected(*, actor: User, organisation: Organisation, question: Question) -> None:
    """Take that back: whoever said so, or a colleague. Raises NotSaid."""
    require(may_write_for(actor, organisation))
    said = AffectedCounty.objects.filter(question=question, organisation=organisation)
    if not said.delete()[0]:
        raise NotSaid
    Question.objects.filter(pk=question.pk).touch()
    record(CountyNotAffected(reference=question.reference))
