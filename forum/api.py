"""Questions as an API: reading, with the same rights as the pages (writing: `write_api`)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from ninja import Query as Parameters
from ninja import Router, Schema

from forum.models import Answer, Comment, Question
from forum.queries.care import lead_of, traces_on
from forum.queries.questions import listed_questions, load_thread, question_page
from forum.rules import may_name_people
from portal.members.audiences import Reader

router = Router(tags=["questions"])


class QuestionRow(Schema):
    """A question as lists show it."""

    key: str
    title: str
    url: str
    organisation: str
    topics: list[str]
    visibility: str
    asked_at: datetime
    answers_count: int
    is_solved: bool
    closed: str | None
    is_locked: bool
    is_pinned: bool
    is_outdated: bool


class QuestionPage(Schema):
    """A page of questions, newest first."""

    total: int
    items: list[QuestionRow]


class CommentOut(Schema):
    organisation: str
    author: str | None
    body: str
    commented_at: datetime


class AnswerOut(Schema):
    """An answer; `author` is null where the reader does not see persons.

    An official one speaks for the county and has no author.
    """

    key: str
    organisation: str
    author: str | None
    body: str
    body_html: str
    answered_at: datetime
    edited_at: datetime | None
    is_official: bool
    is_accepted: bool
    thanks: str
    helpful_count: int
    comments: list[CommentOut]


class MergedOut(Schema):
    """What another question asked that became part of this one."""

    key: str
    title: str
    organisation: str
    author: str | None
    body: str
    body_html: str
    asked_at: datetime
    comments: list[CommentOut]


class QuestionOut(QuestionRow):
    """A question with its answers, the accepted one first.

    `comments` came with a question that was an answer before; `successor` is what to read instead
    of an outdated one.
    """

    author: str | None
    body: str
    body_html: str
    channels: list[str]
    addressed_to: list[str] | None
    edited_at: datetime | None
    answers: list[AnswerOut]
    closing_note: str
    successor: str | None
    comments: list[CommentOut]
    merged: list[MergedOut]


PageNumber = Annotated[int, Parameters(ge=1, le=1_000)]
PageSize = Annotated[int, Parameters(ge=1, le=50)]


@router.get("/questions", response=QuestionPage, summary="List questions, newest first")
def list_questions(  # noqa: PLR0917 - ninja calls by keyword
    request: HttpRequest,
    organisation: str = "",
    topic: str = "",
    channel: str = "",
    solved: bool | None = None,  # noqa: FBT001 - ninja calls by keyword
    waiting: bool = False,  # noqa: FBT001, FBT002 - ninja calls by keyword
    page: PageNumber = 1,
    page_size: PageSize = 20,
) -> dict[str, Any]:
    """Filter by slugs of the asking organisation, a topic, a channel, and whether it is solved.

    `waiting`: only what waits for answers, neither solved nor closed, locked or outdated.
    """
    asked = {"organisation__slug": organisation, "topics__slug": topic, "channels__slug": channel}
    questions = listed_questions(request.user).filter(
        **{name: value for name, value in asked.items() if value}
    )
    if solved is not None:
        questions = questions.filter(is_solved=solved)
    if waiting:
        questions = questions.open().filter(is_solved=False)
    start = (page - 1) * page_size
    return {
        "total": questions.count(),
        "items": [_row(question) for question in questions[start : start + page_size]],
    }


@router.get(
    "/questions/{path:key}", response=QuestionOut, summary="Read a question and its answers"
)
def read_question(request: HttpRequest, key: str) -> dict[str, Any] | HttpResponse:
    """Read one question; 404 where you may not. One that was merged leads to where it is now."""
    question = question_page(request.user).filter(key=key).first()
    if question is None:
        return _elsewhere(request, key)
    return question_out(request.user, question)


def question_out(reader: Reader, question: Question) -> dict[str, Any]:
    """Return a question the reader may see, as `QuestionOut` wants it."""
    load_thread(question)
    traces = traces_on(reader, question)
    names = may_name_people(reader)
    return {
        **_row(question),
        "author": _author(question, names=names),
        "body": question.body,
        "body_html": question.body_html,
        "channels": [channel.slug for channel in question.channels.all()],
        "addressed_to": None
        if question.addressed_to_all
        else [one.slug for one in question.addressed_to.all()],
        "edited_at": question.edited_at,
        "answers": [answer_out(answer, names=names) for answer in question.answers.all()],
        "closing_note": question.closing_note,
        "successor": traces.successor.url if traces.successor else None,
        "comments": _comments(traces.opening, names=names) if traces.opening else [],
        "merged": [_merged(one, names=names) for one in traces.merged],
    }


def _elsewhere(request: HttpRequest, key: str) -> HttpResponse:
    lead = lead_of(request.user, key=key)
    if lead is None:
        raise Http404
    return redirect(f"{request.path.removesuffix(key)}{lead.question.key}")


def _row(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "title": question.title,
        "url": question.get_absolute_url(),
        "organisation": question.organisation.slug,
        "topics": [topic.slug for topic in question.topics.all()],
        "visibility": question.visibility,
        "asked_at": question.asked_at,
        "answers_count": question.answers_count,
        "is_solved": question.is_solved,
        "closed": question.closing or None,
        "is_locked": question.is_locked,
        "is_pinned": question.is_pinned,
        "is_outdated": question.is_outdated,
    }


def answer_out(answer: Answer, *, names: bool) -> dict[str, Any]:
    """Return an answer as `AnswerOut` wants it; `names` says whether persons are named."""
    return {
        "key": answer.key,
        "organisation": answer.organisation.slug,
        "author": _author(answer, names=names),
        "body": answer.body,
        "body_html": answer.body_html,
        "answered_at": answer.answered_at,
        "edited_at": answer.edited_at,
        "is_official": answer.is_official,
        "is_accepted": answer.is_accepted,
        "thanks": answer.thanks,
        "helpful_count": answer.helpful_count,
        "comments": _comments(answer, names=names),
    }


def _comments(answer: Answer, *, names: bool) -> list[dict[str, Any]]:
    return [
        {
            "organisation": comment.organisation.slug,
            "author": _author(comment, names=names),
            "body": comment.body,
            "commented_at": comment.commented_at,
        }
        for comment in answer.comments.all()
    ]


def _merged(question: Question, *, names: bool) -> dict[str, Any]:
    openings: list[Answer] = question.openings  # type: ignore[attr-defined]  # prefetched
    return {
        "key": question.key,
        "title": question.title,
        "organisation": question.organisation.slug,
        "author": _author(question, names=names),
        "body": question.body,
        "body_html": question.body_html,
        "asked_at": question.asked_at,
        "comments": [one for answer in openings for one in _comments(answer, names=names)],
    }


def _author(post: Question | Answer | Comment, *, names: bool) -> str | None:
    if not names:
        return None
    return (post.author.name if post.author else post.author_name) or None
