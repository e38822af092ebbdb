"""What people do in the forum: rule, change, fact, in one transaction each."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from forum.facts import (
    AcceptanceWithdrawn,
    AnswerAccepted,
    AnswerEdited,
    CommentAdded,
    QuestionAnswered,
    QuestionAsked,
    QuestionEdited,
    QuestionImported,
)
from forum.models import Answer, Comment, Question, Revision
from forum.queries import posts_since
from forum.rules import may_accept, may_edit, may_write_for
from portal.kernel.markdown import plain_text, render_markdown
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import refused, require
from portal.members.counties import german_slug
from portal.members.models import Organisation, User
from portal.outbox.recording import record
from portal.taxonomy.models import Platform, Topic

MOST_POSTS_AN_HOUR = 60
HOUR = timedelta(hours=1)
SLUG_LENGTH = 80
# A title of emoji has no slug; the others are pages of their own below a question.
TAKEN_SLUGS = {"", "bearbeiten", "verlauf", "antworten"}
IMPORTED_FIELDS = (
    "organisation", "author", "author_name", "answered_at", "is_accepted", "accepted_at",
    "body", "body_html", "body_text",
)  # fmt: skip


class EditConflict(Exception):
    """The post was changed since the form was opened; what was typed is not lost."""


class AnotherAccepted(Exception):
    """Somebody accepted another answer at the same moment."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A question as it stands in a form."""

    title: str
    body: str
    visibility: str
    topics: Collection[Topic] = ()
    channels: Collection[Platform] = ()
    # None: all counties are asked.
    addressed_to: Collection[Organisation] | None = None


@transaction.atomic
def ask_question(
    *, actor: User, organisation: Organisation, draft: Draft, key: str, now: datetime
) -> Question:
    """Ask in the name of a county. The form's `key` makes sending it twice ask once."""
    require(may_write_for(actor, organisation))
    if sent := Question.objects.filter(key=key, author=actor).first():
        return sent
    _require_patience(actor, now)
    question = Question(key=key, organisation=organisation, author=actor, asked_at=now)
    _write(question, draft)
    question.save(force_insert=True)
    _connect(question, draft)
    record(QuestionAsked(reference=question.reference))
    return question


@transaction.atomic
def edit_question(
    *, actor: User, question: Question, draft: Draft, version: int, now: datetime
) -> Question:
    """Change a question; what it said before stays readable. Raises EditConflict."""
    require(may_edit(actor, question))
    question = _locked(question, version)
    if (question.title, question.body) != (clean_line(draft.title), clean_text(draft.body)):
        _keep(question, None, actor, now)
        question.version += 1
        question.edited_at = now
    _write(question, draft)
    question.save()
    _connect(question, draft)
    record(QuestionEdited(reference=question.reference))
    return question


@transaction.atomic
def answer_question(
    *,
    actor: User,
    organisation: Organisation,
    question: Question,
    body: str,
    key: str,
    now: datetime,
) -> Answer:
    """Answer in the name of a county. The form's `key` makes sending it twice answer once."""
    require(may_write_for(actor, organisation))
    if sent := Answer.objects.filter(key=key, author=actor, question=question).first():
        return sent
    _require_patience(actor, now)
    answer = Answer(
        key=key, question=question, organisation=organisation, author=actor, answered_at=now
    )
    write_body(answer, body)
    answer.save(force_insert=True)
    count_answers(question)
    record(QuestionAnswered(reference=question.reference))
    return answer


@transaction.atomic
def edit_answer(*, actor: User, answer: Answer, body: str, version: int, now: datetime) -> Answer:
    """Change an answer; what it said before stays readable. Raises EditConflict."""
    require(may_edit(actor, answer))
    locked = Answer.objects.select_for_update().get(pk=answer.pk)
    if locked.version != version:
        raise EditConflict
    if locked.body != clean_text(body):
        _keep(answer.question, locked, actor, now)
        locked.version += 1
        locked.edited_at = now
        write_body(locked, body)
        locked.save()
        record(AnswerEdited(reference=answer.question.reference))
    return locked


@transaction.atomic
def comment_on(
    *, actor: User, organisation: Organisation, answer: Answer, body: str, key: str, now: datetime
) -> Comment:
    """Comment on an answer. The form's `key` makes sending it twice comment once."""
    require(may_write_for(actor, organisation))
    if sent := Comment.objects.filter(key=key, author=actor, answer=answer).first():
        return sent
    _require_patience(actor, now)
    comment = Comment.objects.create(
        key=key,
        answer=answer,
        organisation=organisation,
        author=actor,
        body=clean_text(body).strip(),
        commented_at=now,
    )
    record(CommentAdded(reference=answer.question.reference))
    return comment


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


def _require_patience(actor: User, now: datetime) -> None:
    if posts_since(actor, now - HOUR) >= MOST_POSTS_AN_HOUR:
        require(refused(_("That was a lot within an hour. Please go on a little later.")))


def _locked(question: Question, version: int) -> Question:
    locked = Question.objects.select_for_update().get(pk=question.pk)
    if locked.version != version:
        raise EditConflict
    return locked


def _write(question: Question, draft: Draft) -> None:
    question.title = clean_line(draft.title)
    question.slug = _slug(question.title)
    question.visibility = draft.visibility
    question.addressed_to_all = draft.addressed_to is None
    write_body(question, draft.body)


def _slug(title: str) -> str:
    slug = german_slug(title)[:SLUG_LENGTH].strip("-")
    return f"frage-{slug}".strip("-") if slug in TAKEN_SLUGS else slug


def write_body(post: Question | Answer, body: str) -> None:
    """Set what a post says, and what is made from it."""
    post.body = clean_text(body)
    post.body_html = render_markdown(post.body)
    post.body_text = plain_text(post.body_html)


def _connect(question: Question, draft: Draft) -> None:
    question.topics.set(draft.topics)
    question.channels.set(draft.channels)
    question.addressed_to.set(draft.addressed_to or ())


def _keep(question: Question, answer: Answer | None, editor: User, now: datetime) -> None:
    """Keep what a post says now, before it is changed."""
    post = answer or question
    Revision.objects.create(
        question=question,
        answer=answer,
        version=post.version,
        title="" if answer else question.title,
        body=post.body,
        written_at=post.edited_at or (answer.answered_at if answer else question.asked_at),
        editor=editor,
        replaced_at=now,
    )


def count_answers(question: Question) -> None:
    """Count anew instead of adding one: right whatever happened at the same time."""
    Question.objects.select_for_update().get(pk=question.pk)
    counted = Answer.objects.filter(question=question).aggregate(
        number=Count("pk"), accepted=Count("accepted_at")
    )
    Question.objects.filter(pk=question.pk).update(
        answers_count=counted["number"], is_solved=counted["accepted"] > 0
    )


# --- Import -------------------------------------------------------------------------------------


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
    site stay, and an acceptance made there wins.
    """
    question = Question.objects.filter(key=key).first() or Question(key=key, asked_at=now)
    is_new = question.pk is None
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
    _write(question, draft)
    question.save()
    _connect(question, draft)
    _import_answers(question, answers)
    record(QuestionImported(reference=question.reference))
    return is_new


def _import_answers(question: Question, answers: Sequence[NewAnswer]) -> None:
    """Bring imported answers in line, in place: their addresses and comments on them stay."""
    prefix = hashlib.sha256(question.key.encode()).hexdigest()[:32]
    existing = {answer.key: answer for answer in question.answers.all()}
    mine = {key: answer for key, answer in existing.items() if key.startswith(f"{prefix}-")}
    imported = [
        _imported(question, mine.get(f"{prefix}-{n}"), f"{prefix}-{n}", new)
        for n, new in enumerate(answers, 1)
    ]
    kept = {answer.key for answer in imported}
    Answer.objects.filter(key__in=mine.keys() - kept).delete()
    # Only one may be accepted at any moment, in between as well.
    Answer.objects.filter(key__in=mine.keys()).update(is_accepted=False, accepted_at=None)
    if any(answer.is_accepted for key, answer in existing.items() if key not in mine):
        for answer in imported:
            answer.is_accepted, answer.accepted_at = False, None
    Answer.objects.bulk_create(answer for answer in imported if answer.pk is None)
    Answer.objects.bulk_update(
        (answer for answer in imported if answer.key in mine), IMPORTED_FIELDS
    )
    _import_comments(imported, answers)
    if existing or imported:
        count_answers(question)


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
    answer.is_accepted = new.accepted
    answer.accepted_at = answer.answered_at if new.accepted else None
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
