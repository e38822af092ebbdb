"""Posts that come from another instance with their keys, times and history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from forum.actions.posting import count_answers, write_body
from forum.facts import QuestionImported
from forum.models import Answer, Comment, Question, Revision
from portal.kernel.text import clean_line, clean_text
from portal.members.estates.arrival import BadPackage, check_fields
from portal.members.models import Organisation, User
from portal.outbox.recording import record

# Written in the language of the site, like the counties' own texts.
NOT_ALONG = "*Dieser Beitrag eines anderen Kreises kam beim Umzug nicht mit.*"
QUESTION_NOT_ALONG = "Frage eines anderen Kreises"


@dataclass(frozen=True, kw_only=True)
class EarlierVersion:
    """What a post said before an edit."""

    version: int
    title: str
    body: str
    written_at: datetime
    replaced_at: datetime
    editor: User | None


@transaction.atomic
def take_question(question: Question, body: str, earlier: Iterable[EarlierVersion]) -> Question:
    """Write a question under its key; one that was known by its title only becomes whole."""
    known = Question.objects.filter(key=question.key).first()
    if known and not (known.is_context and known.organisation_id == question.organisation_id):
        raise BadPackage(_("This is here already, and not from this package: %s.") % question.key)
    question.pk = known.pk if known else None
    question.answers_count, question.is_solved = (
        (known.answers_count, known.is_solved) if known else (0, False)
    )
    write_body(question, body)
    check_fields(question)
    question.save(force_insert=known is None, force_update=known is not None)
    _keep(question, None, earlier)
    count_answers(question)
    record(QuestionImported(reference=question.reference))
    return question


@transaction.atomic
def take_answer(answer: Answer, body: str, earlier: Iterable[EarlierVersion]) -> Answer:
    """Write an answer under its key; one that was known by its county only becomes whole."""
    known = Answer.objects.filter(key=answer.key).first()
    if known and not (known.is_context and known.organisation_id == answer.organisation_id):
        raise BadPackage(_("This is here already, and not from this package: %s.") % answer.key)
    answer.pk = known.pk if known else None
    write_body(answer, body)
    check_fields(answer)
    answer.save(force_insert=known is None, force_update=known is not None)
    _keep(answer.question, answer, earlier)
    count_answers(answer.question)
    record(QuestionImported(reference=answer.question.reference))
    return answer


@transaction.atomic
def take_comment(comment: Comment) -> Comment:
    """Write a comment under its key."""
    comment.body = clean_text(comment.body).strip()
    check_fields(comment)
    comment.save(force_insert=True)
    record(QuestionImported(reference=comment.answer.question.reference))
    return comment


@transaction.atomic
def question_for_context(
    *, key: str, title: str, organisation: Organisation, visibility: str, asked_at: datetime
) -> Question:
    """Return the question of that key; where it did not come along, its title stands for it."""
    if known := Question.objects.filter(key=key).first():
        return known
    question = Question(
        key=key,
        title=clean_line(title) or QUESTION_NOT_ALONG,
        slug="frage",
        organisation=organisation,
        visibility=visibility,
        asked_at=asked_at,
        is_context=True,
    )
    write_body(question, NOT_ALONG)
    check_fields(question)
    question.save(force_insert=True)
    record(QuestionImported(reference=question.reference))
    return question


@transaction.atomic
def answer_for_context(
    *,
    key: str,
    question: Question,
    organisation: Organisation,
    at: datetime,
    accepted_at: datetime | None = None,
) -> Answer:
    """Return the answer of that key; where it did not come along, its county stands for it."""
    if known := Answer.objects.filter(key=key).first():
        return _accepted(known, accepted_at) if accepted_at and not known.is_accepted else known
    answer = Answer(
        key=key,
        question=question,
        organisation=organisation,
        answered_at=at,
        is_accepted=accepted_at is not None,
        accepted_at=accepted_at,
        is_context=True,
    )
    write_body(answer, NOT_ALONG)
    check_fields(answer)
    answer.save(force_insert=True)
    count_answers(question)
    return answer


def _accepted(answer: Answer, at: datetime) -> Answer:
    answer.is_accepted, answer.accepted_at = True, at
    answer.save(update_fields=["is_accepted", "accepted_at"])
    count_answers(answer.question)
    return answer


def key_without_context(key: str) -> str:
    """Name the question of a post where the package may not say which it was."""
    return f"context-{sha256(key.encode()).hexdigest()[:40]}"


def _keep(question: Question, answer: Answer | None, earlier: Iterable[EarlierVersion]) -> None:
    kept = [
        Revision(
            question=question,
            answer=answer,
            version=one.version,
            title=clean_line(one.title),
            body=clean_text(one.body),
            written_at=one.written_at,
            replaced_at=one.replaced_at,
            editor=one.editor,
        )
        for one in earlier
    ]
    for one in kept:
        check_fields(one)
    Revision.objects.bulk_create(kept, batch_size=200)
