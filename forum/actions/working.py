"""Saying that somebody of a county is writing an answer."""

from datetime import datetime

from django.db import IntegrityError, transaction

from forum.actions.openness import hold_open
from forum.actions.veiling import require_openly
from forum.facts import WorkBegun, WorkEnded
from forum.models import WORK_LASTS, Question, WorkingNote
from forum.rules import may_write_for
from forum.rules.answering import may_end_work
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.outbox.recording import record


class AtWork(Exception):
    """A colleague is writing already."""


class NobodyAtWork(Exception):
    """Nobody of the county is writing, or not any more."""


def begin_work(
    *, actor: User, organisation: Organisation, question: Question, now: datetime
) -> None:
    """Tell the others that one's county is writing an answer. Raises AtWork, NotOpen.

    It ends by itself after WORK_LASTS, or when the county answers.
    """
    require(may_write_for(actor, organisation))
    try:
        _begin(actor, organisation, question, now)
    except IntegrityError:
        raise AtWork from None


@transaction.atomic
def _begin(actor: User, organisation: Organisation, question: Question, now: datetime) -> None:
    question = hold_open(question)
    require_openly(actor, question)
    notes = WorkingNote.objects.filter(question=question, organisation=organisation)
    notes.filter(until__lte=now).delete()
    WorkingNote.objects.create(
        question=question,
        organisation=organisation,
        person=actor,
        since=now,
        until=now + WORK_LASTS,
    )
    Question.objects.filter(pk=question.pk).touch()
    record(WorkBegun(reference=question.reference))


@transaction.atomic
def end_work(*, actor: User, organisation: Organisation, question: Question) -> None:
    """Say that nobody is writing any more: oneself, or a colleague. Raises NobodyAtWork."""
    notes = WorkingNote.objects.select_related("organisation").select_for_update(of=("self",))
    note = notes.filter(question=question, organisation=organisation).first()
    if note is None:
        raise NobodyAtWork
    require(may_end_work(actor, note))
    note.delete()
    Question.objects.filter(pk=question.pk).touch()
    record(WorkEnded(reference=question.reference))


def end_work_by_answer(organisation: Organisation, question: Question) -> None:
    """Whoever has answered is not writing any more; part of the answer's act."""
    WorkingNote.objects.filter(question=question, organisation=organisation).delete()
