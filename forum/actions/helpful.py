"""Finding an answer helpful, and taking that back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from forum.actions.openness import hold_place_of
from forum.facts import AnswerFoundHelpful, HelpfulTakenBack
from forum.models import Answer, HelpfulVote, Question
from forum.rules.answering import may_vote
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record


class AlreadyVoted(Exception):
    """Her vote counts already."""


class NoVote(Exception):
    """She has no vote here, or not any more."""


def vote_helpful(*, actor: User, answer: Answer, now: datetime) -> None:
    """Say that an answer helps; each person once. Raises AlreadyVoted."""
    require(may_vote(actor, answer))
    try:
        _vote(actor, answer, now)
    except IntegrityError:
        raise AlreadyVoted from None


@transaction.atomic
def _vote(actor: User, answer: Answer, now: datetime) -> None:
    question = hold_place_of(answer)
    HelpfulVote.objects.create(answer=answer, person=actor, voted_at=now)
    count_helpful(answer)
    record(AnswerFoundHelpful(reference=question.reference))


@transaction.atomic
def take_back_helpful(*, actor: User, answer: Answer) -> None:
    """Take one's vote back. Raises NoVote."""
    require(may_vote(actor, answer))
    question = hold_place_of(answer)
    if not HelpfulVote.objects.filter(answer=answer, person=actor).delete()[0]:
        raise NoVote
    count_helpful(answer)
    record(HelpfulTakenBack(reference=question.reference))


def count_helpful(answer: Answer) -> None:
    """Count anew instead of adding one: right whatever happened at the same time.

    Answers that became questions, too: their votes count again when that is undone.
    """
    question = hold_place_of(answer)
    votes = HelpfulVote.objects.filter(answer=answer).count()
    Answer.with_openings.filter(pk=answer.pk).update(helpful_count=votes)
    Question.objects.filter(pk=question.pk).touch()
