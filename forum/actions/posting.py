"""Asking, answering, commenting and editing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from forum.actions.following import follow_by_itself
from forum.actions.openness import hold_open, hold_open_place_of, hold_page, hold_place_of
from forum.actions.requests import follow_addressees, note_answer, open_requests
from forum.actions.working import end_work_by_answer
from forum.facts import (
    AnswerEdited,
    CommentAdded,
    QuestionAnswered,
    QuestionAsked,
    QuestionEdited,
)
from forum.models import Answer, Comment, Question, Revision
from forum.queries.questions import posts_since
from forum.rules import may_edit, may_write_for
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
TAKEN_SLUGS = {
    "", "bearbeiten", "verlauf", "antworten", "amtsantwort", "neu", "gelesen", "folgen", "stumm",
    "nicht-folgen", "merken", "nicht-merken",
}  # fmt: skip


class EditConflict(Exception):
    """The post was changed since the form was opened; what was typed is not lost."""


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
    question.last_post_at = now
    write_question(question, draft)
    question.save(force_insert=True)
    connect_question(question, draft)
    open_requests(question, draft.addressed_to or (), now)
    follow_by_itself(actor, question, now)
    record(QuestionAsked(reference=question.reference))
    return question


@transaction.atomic
def edit_question(
    *, actor: User, question: Question, draft: Draft, version: int, now: datetime
) -> Question:
    """Change a question; what it said before stays readable.

    Raises EditConflict, and NotOpen where it became part of another one.
    """
    require(may_edit(actor, question))
    question = _locked(question, version)
    if (question.title, question.body) != (clean_line(draft.title), clean_text(draft.body)):
        keep_version(question, None, actor, now)
        question.version += 1
        question.edited_at = now
    write_question(question, draft)
    question.save()
    connect_question(question, draft)
    follow_addressees(question, draft.addressed_to, now)
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
    """Answer in the name of a county. The form's `key` makes sending it twice answer once.

    Raises NotOpen.
    """
    require(may_write_for(actor, organisation))
    if sent := Answer.with_openings.filter(key=key, author=actor).first():
        return sent
    _require_patience(actor, now)
    question = hold_open(question)
    answer = Answer(
        key=key, question=question, organisation=organisation, author=actor, answered_at=now
    )
    write_body(answer, body)
    answer.save(force_insert=True)
    count_answers(question)
    end_work_by_answer(organisation, question)
    note_answer(organisation, question, now)
    follow_by_itself(actor, question, now)
    record(QuestionAnswered(reference=question.reference, detail=answer.reference))
    return answer


@transaction.atomic
def edit_answer(*, actor: User, answer: Answer, body: str, version: int, now: datetime) -> Answer:
    """Change an answer; what it said before stays readable. Raises EditConflict."""
    require(may_edit(actor, answer))
    question = hold_place_of(answer)
    locked = Answer.with_openings.select_for_update().get(pk=answer.pk)
    if locked.version != version or locked.opens:
        raise EditConflict
    if locked.body != clean_text(body):
        keep_version(question, locked, actor, now)
        locked.version += 1
        locked.edited_at = now
        write_body(locked, body)
        locked.save()
        record(AnswerEdited(reference=question.reference))
    return locked


@transaction.atomic
def comment_on(
    *, actor: User, organisation: Organisation, answer: Answer, body: str, key: str, now: datetime
) -> Comment:
    """Comment on an answer. The form's `key` makes sending it twice comment once.

    Raises NotOpen.
    """
    require(may_write_for(actor, organisation))
    if sent := Comment.objects.filter(key=key, author=actor, answer=answer).first():
        return sent
    _require_patience(actor, now)
    question = hold_open_place_of(answer)
    comment = Comment.objects.create(
        key=key,
        answer=answer,
        organisation=organisation,
        author=actor,
        body=clean_text(body).strip(),
        commented_at=now,
    )
    Question.objects.filter(pk=question.pk).update(last_post_at=now)
    record(CommentAdded(reference=question.reference, detail=comment.reference))
    return comment


def _require_patience(actor: User, now: datetime) -> None:
    if posts_since(actor, now - HOUR) >= MOST_POSTS_AN_HOUR:
        require(refused(_("That was a lot within an hour. Please go on a little later.")))


def _locked(question: Question, version: int) -> Question:
    locked = hold_page(question)
    if locked.version != version:
        raise EditConflict
    return locked


def write_question(question: Question, draft: Draft) -> None:
    """Put the draft into the question; nothing is saved.

    Who may read it stays as it is where others wrote for the readers of another page: what was
    merged into it, or asked for members only, must not become public with it.
    """
    question.title = clean_line(draft.title)
    question.slug = slug_of(question.title)
    if not question.keeps_readers:
        question.visibility = draft.visibility
    question.addressed_to_all = draft.addressed_to is None
    write_body(question, draft.body)


def slug_of(title: str) -> str:
    """Return a title as part of an address."""
    slug = german_slug(title)[:SLUG_LENGTH].strip("-")
    return f"frage-{slug}".strip("-") if slug in TAKEN_SLUGS else slug


def write_body(post: Question | Answer, body: str) -> None:
    """Clean a text and make its HTML and plain words; nothing is saved."""
    post.body = clean_text(body)
    post.body_html = render_markdown(post.body)
    post.body_text = plain_text(post.body_html)


def connect_question(question: Question, draft: Draft) -> None:
    """Set topics, channels and addressees of a saved question."""
    question.topics.set(draft.topics)
    question.channels.set(draft.channels)
    question.addressed_to.set(draft.addressed_to or ())


def keep_version(
    question: Question, answer: Answer | None, editor: User | None, now: datetime
) -> None:
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
    asked_at = Question.objects.select_for_update().get(pk=question.pk).asked_at
    counted = Answer.objects.filter(question=question).aggregate(
        number=Count("pk"), accepted=Count("accepted_at"), newest=Max("answered_at")
    )
    comments = Comment.objects.filter(answer__question=question)
    remarked = comments.aggregate(newest=Max("commented_at"))["newest"]
    Question.objects.filter(pk=question.pk).update(
        answers_count=counted["number"],
        is_solved=counted["accepted"] > 0,
        last_post_at=max(filter(None, (asked_at, counted["newest"], remarked))),
    )
