"""Questions as an import brings them: under its own keys, brought in line when it comes again."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from forum.actions.posting import (
    Draft,
    connect_question,
    count_answers,
    write_body,
    write_question,
)
from forum.facts import QuestionImported
from forum.models import Answer, Comment, Question
from portal.kernel.text import clean_line, clean_text
from portal.members.models import Organisation, User
from portal.outbox.recording import record
from portal.taxonomy.models import Platform, Topic

IMPORTED_FIELDS = (
    "organisation", "author", "author_name", "answered_at", "is_accepted", "accepted_at",
    "accepted_by", "thanks", "body", "body_html", "body_text",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewComment:
    """A comment as an import brings it."""

    organisation: Organisation
    body: str
    author: User | None = None
    author_name: str = ""
    commented_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NewAnswer:
    """An answer as an import brings it."""

    organisation: Organisation
    body: str
    accepted: bool = False
    author: User | None = None
    author_name: str = ""
    answered_at: datetime | None = None
    comments: Sequence[NewComment] = field(default_factory=tuple)


@transaction.atomic
def import_question(
    *,
    key: str,
    title: str,
    body: str,
    organisation: Organisation,
    visibility: str,
    topics: Collection[Topic],
    channels: Collection[Platform],
    asked_at: datetime | None,
    now: datetime,
    author: User | None = None,
    author_name: str = "",
    addressed_to: Collection[Organisation] | None = None,
    answers: Sequence[NewAnswer] = (),
) -> bool:
    """Write a question under the importer's key, or bring the one there in line; True where new.

    Answers have no keys in an import: they are matched by their number. Answers written on the
    site stay, and so does what somebody accepted there, and what moderators arranged: a question
    that became part of another one, and answers that became questions, are left as they are.
    """
    question = Question.objects.filter(key=key).first() or Question(key=key, asked_at=now)
    is_new = question.pk is None
    if not is_new and question.is_veiled:
        raise ValidationError(_("This question was asked confidentially and is not imported."))
    if not question.has_page:
        return is_new
    if not question.keeps_readers:
        question.organisation = organisation
    question.author, question.author_name = author, clean_line(author_name)
    question.asked_at = asked_at or question.asked_at
    draft = Draft(
        title=title,
        body=body,
        visibility=visibility,
        topics=topics,
        channels=channels,
        addressed_to=addressed_to,
    )
    write_question(question, draft)
    question.save()
    connect_question(question, draft)
    _import_answers(question, answers)
    record(QuestionImported(reference=question.reference))
    return is_new


def _import_answers(question: Question, answers: Sequence[NewAnswer]) -> None:
    """Bring imported answers in line, in place: their addresses and comments on them stay."""
    prefix = hashlib.sha256(question.key.encode()).hexdigest()[:32]
    existing = {answer.key: answer for answer in question.answers.all()}
    mine = {key: answer for key, answer in existing.items() if key.startswith(f"{prefix}-")}
    elsewhere = _moved_away(question, prefix)
    here = [
        (f"{prefix}-{n}", new)
        for n, new in enumerate(answers, 1)
        if f"{prefix}-{n}" not in elsewhere
    ]
    imported = [_imported(question, mine.get(key), key, new) for key, new in here]
    kept = {answer.key for answer in imported}
    Answer.objects.filter(key__in=mine.keys() - kept).delete()
    Answer.objects.bulk_create(answer for answer in imported if answer.pk is None)
    Answer.objects.bulk_update(
        (answer for answer in imported if answer.key in mine), IMPORTED_FIELDS
    )
    _import_comments(imported, [new for _key, new in here])
    count_answers(question)


def _moved_away(question: Question, prefix: str) -> set[str]:
    """Return the keys of answers that moderators made part of another question."""
    moved = Answer.with_openings.filter(key__startswith=f"{prefix}-").exclude(question=question)
    return set(moved.values_list("key", flat=True))


def _import_comments(imported: Sequence[Answer], answers: Sequence[NewAnswer]) -> None:
    comments = [
        comment
        for answer, new in zip(imported, answers, strict=True)
        for comment in _imported_comments(answer, new)
    ]
    if comments:
        Comment.objects.filter(key__in=[comment.key for comment in comments]).delete()
        Comment.objects.bulk_create(comments)


def _imported(question: Question, before: Answer | None, key: str, new: NewAnswer) -> Answer:
    answer = before or Answer(key=key, question=question)
    answer.organisation = new.organisation
    answer.author, answer.author_name = new.author, clean_line(new.author_name)
    answer.answered_at = new.answered_at or question.asked_at
    if answer.accepted_by_id is None:
        answer.is_accepted = new.accepted
        answer.accepted_at = answer.answered_at if new.accepted else None
        answer.thanks = answer.thanks if new.accepted else ""
    write_body(answer, new.body)
    return answer


def _imported_comments(answer: Answer, new: NewAnswer) -> Sequence[Comment]:
    return [
        Comment(
            key=f"{answer.key}-{number}",
            answer=answer,
            organisation=comment.organisation,
            author=comment.author,
            author_name=clean_line(comment.author_name),
            body=clean_text(comment.body).strip()[:2_000],
            commented_at=comment.commented_at or answer.answered_at,
        )
        for number, comment in enumerate(new.comments, 1)
    ]
