"""Questions as an API, read only; the same rights as the pages."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query as Parameters
from ninja import Router, Schema

from forum.models import Answer, Comment, Question
from forum.queries.questions import listed_questions, load_thread, question_page
from forum.rules import may_name_people

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
    """An answer; `author` is null where the reader does not see persons."""

    key: str
    organisation: str
    author: str | None
    body: str
    body_html: str
    answered_at: datetime
    edited_at: datetime | None
    is_accepted: bool
    comments: list[CommentOut]


class QuestionOut(QuestionRow):
    """A question with its answers, the accepted one first."""

    author: str | None
    body: str
    body_html: str
    channels: list[str]
    addressed_to: list[str] | None
    edited_at: datetime | None
    answers: list[AnswerOut]


PageNumber = Annotated[int, Parameters(ge=1, le=1_000)]
PageSize = Annotated[int, Parameters(ge=1, le=50)]


@router.get("/questions", response=QuestionPage, summary="List questions, newest first")
def list_questions(  # noqa: PLR0917 - ninja calls by keyword
    request: HttpRequest,
    organisation: str = "",
    topic: str = "",
    channel: str = "",
    solved: bool | None = None,  # noqa: FBT001 - ninja calls by keyword
    page: PageNumber = 1,
    page_size: PageSize = 20,
) -> dict[str, Any]:
    """Filter by slugs of the asking organisation, a topic, a channel, and whether it is solved."""
    asked = {"organisation__slug": organisation, "topics__slug": topic, "channels__slug": channel}
    questions = listed_questions(request.user).filter(
        **{name: value for name, value in asked.items() if value}
    )
    if solved is not None:
        questions = questions.filter(is_solved=solved)
    start = (page - 1) * page_size
    return {
        "total": questions.count(),
        "items": [_row(question) for question in questions[start : start + page_size]],
    }


@router.get(
    "/questions/{path:key}", response=QuestionOut, summary="Read a question and its answers"
)
def read_question(request: HttpRequest, key: str) -> dict[str, Any]:
    """Read one question; 404 where you may not."""
    question = get_object_or_404(question_page(request.user), key=key)
    load_thread(question)
    names = may_name_people(request.user)
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
        "answers": [_answer(answer, names=names) for answer in question.answers.all()],
    }


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
    }


def _answer(answer: Answer, *, names: bool) -> dict[str, Any]:
    return {
        "key": answer.key,
        "organisation": answer.organisation.slug,
        "author": _author(answer, names=names),
        "body": answer.body,
        "body_html": answer.body_html,
        "answered_at": answer.answered_at,
        "edited_at": answer.edited_at,
        "is_accepted": answer.is_accepted,
        "comments": [
            {
                "organisation": comment.organisation.slug,
                "author": _author(comment, names=names),
                "body": comment.body,
                "commented_at": comment.commented_at,
            }
            for comment in answer.comments.all()
        ],
    }


def _author(post: Question | Answer | Comment, *, names: bool) -> str | None:
    if not names:
        return None
    return (post.author.name if post.author else post.author_name) or None
