"""The moderators' notes for each other, and the texts they use again and again."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from forum.actions.care import CannotBeDone, hold
from forum.facts import (
    CannedAnswerRemoved,
    CannedAnswerSaved,
    StaffNoteRemoved,
    StaffNoteWritten,
)
from forum.models import CannedAnswer, Question, StaffNote
from forum.rules.care import may_keep_desk, may_moderate, may_remove_note
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record


@transaction.atomic
def write_staff_note(
    *, actor: User, question: Question, text: str, key: str, now: datetime
) -> StaffNote:
    """Note something for the other moderators.

    The form's `key` makes sending it twice note once.
    """
    (question,) = hold(question)
    require(may_moderate(actor, question))
    if sent := StaffNote.objects.filter(key=key, author=actor).first():
        return sent
    note = StaffNote.objects.create(
        key=key, question=question, author=actor, text=clean_text(text).strip(), noted_at=now
    )
    record(StaffNoteWritten(reference=question.reference))
    return note


@transaction.atomic
def remove_staff_note(*, actor: User, note: StaffNote) -> None:
    """Take one's own note away; nothing happens where it is gone."""
    require(may_moderate(actor, note.question))
    require(may_remove_note(actor, note))
    if StaffNote.objects.filter(pk=note.pk).delete()[0]:
        record(StaffNoteRemoved(reference=note.question.reference))


def save_canned_answer(
    *, actor: User, title: str, body: str, key: str, version: int = 0
) -> CannedAnswer:
    """Keep a text for all moderators; with the version one has seen, change it.

    The form's `key` makes sending it twice keep it once. Raises CannotBeDone.
    """
    require(may_keep_desk(actor))
    words = {"title": clean_line(title), "body": clean_text(body).strip()}
    try:
        return _change(key, version, words) if version else _add(key, words)
    except IntegrityError:
        raise CannotBeDone(_("There is a canned answer of this title already.")) from None


@transaction.atomic
def _add(key: str, words: dict[str, str]) -> CannedAnswer:
    if sent := CannedAnswer.objects.filter(key=key).first():
        return sent
    canned = CannedAnswer.objects.create(key=key, **words)
    record(CannedAnswerSaved(reference=canned.reference))
    return canned


@transaction.atomic
def _change(key: str, version: int, words: dict[str, str]) -> CannedAnswer:
    seen = CannedAnswer.objects.filter(key=key, version=version)
    if not seen.update(version=version + 1, **words):
        raise CannotBeDone(_("Somebody changed or removed this text meanwhile."))
    canned = CannedAnswer.objects.get(key=key)
    record(CannedAnswerSaved(reference=canned.reference))
    return canned


@transaction.atomic
def remove_canned_answer(*, actor: User, canned: CannedAnswer) -> None:
    """Take a text away for all moderators; nothing happens where it is gone."""
    require(may_keep_desk(actor))
    if CannedAnswer.objects.filter(pk=canned.pk).delete()[0]:
        record(CannedAnswerRemoved(reference=canned.reference))
