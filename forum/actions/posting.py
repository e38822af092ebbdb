"""Asking, answering, commenting and editing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from forum.actions.deflection import keep_seen
from forum.actions.drafts import discard_draft
from forum.actions.files import use_files
from forum.actions.following import follow_by_itself
from forum.actions.mentioning import connect_mentions, require_no_people_in_answers
from forum.actions.openness import hold_open, hold_open_place_of, hold_page, hold_place_of
from forum.actions.requests import follow_addressees, note_answer, open_requests
from forum.actions.veiling import (
    byline_in_thread,
    byline_of_edit,
    byline_of_question,
    require_still_hidden,
)
from forum.actions.working import end_work_by_answer
from forum.facts import (
    AnswerEdited,
    CommentAdded,
    QuestionAnswered,
    QuestionAsked,
    QuestionEdited,
)
from forum.models import NEW_QUESTION, Answer, Comment, Question, Revision, answer_place
from forum.queries.questions import posts_since
from forum.rendering import render_post
from forum.rules import may_edit, may_write_for
from forum.rules.deflection import NOTHING_SEEN, SeenBefore
from portal.kernel.markdown import plain_text
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
    "nicht-folgen", "merken", "nicht-merken", "wer-fragt", "aehnlich",
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
    *,
    actor: User,
    organisation: Organisation,
    draft: Draft,
    key: str,
    now: datetime,
    confidential: bool = False,
    seen: SeenBefore = NOTHING_SEEN,
) -> Question:
    """Ask in the name of a county, or of its stand-in where it asks confidentially.

    The form's `key` makes sending it twice ask once. SEEN is what she was shown before.
    """
    require(may_write_for(actor, organisation))
    if sent := Question.objects.filter(_written_by(actor), key=key).first():
        return sent
    _require_patience(actor, now)
    byline = byline_of_question(
        actor,
        organisation,
        confidential=confidential,
        visibility=draft.visibility,
        addressed=draft.addressed_to,
    )
    question = Question(
        key=key, organisation=byline.organisation, author=byline.author, asked_at=now
    )
    question.last_post_at, question.has_veils = now, byline.is_veiled
    write_question(question, draft)
    question.save(force_insert=True)
    byline.veil(actor, now, question=question)
    connect_question(question, draft)
    open_requests(question, draft.addressed_to or (), now)
    use_files(actor, question, veiled=byline.is_veiled)
    connect_mentions(question, question, now)
    follow_by_itself(actor, question, now)
    keep_seen(question, actor, seen)
    discard_draft(actor=actor, place=NEW_QUESTION)
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
    require_still_hidden(question, draft.visibility, draft.addressed_to)
    require_no_people_in_answers(question, draft.visibility)
    if (question.title, question.body) != (clean_line(draft.title), clean_text(draft.body)):
        keep_version(question, None, actor, now)
        question.version += 1
        question.edited_at = now
    write_question(question, draft)
    question.save()
    connect_question(question, draft)
    follow_addressees(question, draft.addressed_to, now)
    use_files(actor, question, veiled=question.is_veiled)
    connect_mentions(question, question, now)
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
    if sent := Answer.with_openings.filter(_written_by(actor), key=key).first():
        return sent
    _require_patience(actor, now)
    question = hold_open(question)
    byline = byline_in_thread(actor, organisation, question)
    answer = Answer(
        key=key,
        question=question,
        organisation=byline.organisation,
        author=byline.author,
        answered_at=now,
    )
    write_body(answer, body)
    answer.save(force_insert=True)
    byline.veil(actor, now, answer=answer)
    use_files(actor, answer, veiled=byline.is_veiled)
    connect_mentions(answer, question, now)
    discard_draft(actor=actor, place=answer_place(question.key))
    count_answers(question)
    end_work_by_answer(byline.organisation, question)
    if not byline.is_veiled:
        # That a county asked by name has answered would say who is behind a nameless answer.
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
        use_files(actor, locked, veiled=locked.is_veiled)
        connect_mentions(locked, question, now)
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
    if sent := Comment.objects.filter(_written_by(actor), key=key, answer=answer).first():
        return sent
    _require_patience(actor, now)
    question = hold_open_place_of(answer)
    byline = byline_in_thread(actor, organisation, question)
    comment = Comment.objects.create(
        key=key,
        answer=answer,
        organisation=byline.organisation,
        author=byline.author,
        body=clean_text(body).strip(),
        commented_at=now,
    )
    byline.veil(actor, now, comment=comment)
    Question.objects.filter(pk=question.pk).update(last_post_at=now)
    record(CommentAdded(reference=question.reference, detail=comment.reference))
    return comment


def _written_by(actor: User) -> Q:
    return Q(author=actor) | Q(veil__person=actor)


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
    post.body_html = render_post(post.body)
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
    byline = byline_of_edit(editor, post)
    revision = Revision.objects.create(
        question=question,
        answer=answer,
        version=post.version,
        title="" if answer else question.title,
        body=post.body,
        written_at=post.edited_at or (answer.answered_at if answer else question.asked_at),
        editor=byline.author,
        replaced_at=now,
    )
    byline.veil(editor, now, revision=revision)


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
