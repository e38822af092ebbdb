"""Closing, locking and pinning, and the way back of each."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum.actions.care import CannotBeDone, change, hold
from forum.actions.veiling import act_unseen
from forum.facts import (
    QuestionClosed,
    QuestionLocked,
    QuestionPinned,
    QuestionReopened,
    QuestionUnlocked,
    QuestionUnpinned,
)
from forum.models import CareAct, Question
from forum.rules.care import Closing, may_close, may_moderate, may_reopen
from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record

Act = CareAct.Act


@transaction.atomic
def close_question(
    *, actor: User, question: Question, closing: Closing, note: str, now: datetime
) -> CareAct:
    """Take no more posts, for a reason; the note is read by whoever reads the question.

    Raises CannotBeDone where it is closed already.
    """
    (question,) = hold(question)
    require(may_close(actor, question, closing))
    if question.closing:
        raise CannotBeDone(_("Somebody closed this question meanwhile."))
    state = {"closing": closing.value, "closing_note": clean_line(note)}
    act = change(question, actor=actor, act=Act.CLOSE, reason=note, now=now, **state)
    if closing == Closing.NO_LONGER_NEEDED:
        act_unseen(act, actor, now)
    record(QuestionClosed(reference=question.reference))
    return act


@transaction.atomic
def reopen_question(*, actor: User, question: Question, reason: str, now: datetime) -> CareAct:
    """Take posts again. Raises CannotBeDone."""
    (question,) = hold(question)
    require(may_reopen(actor, question))
    state = {"closing": "", "closing_note": ""}
    was = question.closing
    act = change(question, actor=actor, act=Act.REOPEN, reason=reason, now=now, **state)
    if was == Closing.NO_LONGER_NEEDED:
        act_unseen(act, actor, now)
    record(QuestionReopened(reference=question.reference))
    return act


@transaction.atomic
def lock_question(*, actor: User, question: Question, reason: str, now: datetime) -> CareAct:
    """Let nobody post; who may read reads. Raises CannotBeDone."""
    (question,) = hold(question)
    require(may_moderate(actor, question))
    act = change(question, actor=actor, act=Act.LOCK, reason=reason, now=now, is_locked=True)
    record(QuestionLocked(reference=question.reference))
    return act


@transaction.atomic
def unlock_question(*, actor: User, question: Question, reason: str, now: datetime) -> CareAct:
    """Let people post again. Raises CannotBeDone."""
    (question,) = hold(question)
    require(may_moderate(actor, question))
    act = change(question, actor=actor, act=Act.UNLOCK, reason=reason, now=now, is_locked=False)
    record(QuestionUnlocked(reference=question.reference))
    return act


@transaction.atomic
def pin_question(
    *, actor: User, question: Question, until: date, reason: str, now: datetime
) -> CareAct:
    """Put on top of the list, and of its topics' lists, to the end of a day.

    Raises CannotBeDone.
    """
    (question,) = hold(question)
    require(may_moderate(actor, question))
    state = {"is_pinned": True, "pinned_until": until}
    act = change(question, actor=actor, act=Act.PIN, reason=reason, now=now, **state)
    record(QuestionPinned(reference=question.reference))
    return act


@transaction.atomic
def unpin_question(*, actor: User, question: Question, reason: str, now: datetime) -> CareAct:
    """Put back into its order. Raises CannotBeDone."""
    (question,) = hold(question)
    require(may_moderate(actor, question))
    state = {"is_pinned": False, "pinned_until": None}
    act = change(question, actor=actor, act=Act.UNPIN, reason=reason, now=now, **state)
    record(QuestionUnpinned(reference=question.reference))
    return act


@transaction.atomic
def end_pin(*, question: Question, today: date) -> bool:
    """Put a question back into its order when its day is over; False where it is not (any more)."""
    over = Question.objects.filter(pk=question.pk, is_pinned=True, pinned_until__lt=today)
    if not over.update(is_pinned=False, pinned_until=None):
        return False
    record(QuestionUnpinned(reference=question.reference))
    return True
