"""Asking, answering and accepting as an API: the same forms, rules and actions as the pages."""

from typing import Any, Literal

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema, Status
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from forum.actions.acceptance import (
    AlreadyAccepted,
    NotAccepted,
    accept_answer,
    withdraw_acceptance,
)
from forum.actions.openness import NotOpen
from forum.actions.posting import answer_question, ask_question
from forum.api import AnswerOut, QuestionOut, answer_out, question_out, router
from forum.forms.asking import AskForm
from forum.forms.posting import AnswerForm
from forum.models import Answer
from forum.queries.care import lead_of
from forum.queries.questions import question_page, visible_answers
from forum.rules import may_write
from portal.kernel.verdict import require
from portal.members.api_access import WriterAuth
from portal.members.audiences import member_organisations_of
from portal.members.models import User
from portal.members.requests import person_of

# The same addresses as for reading, so the same router; only who asks is told otherwise.
WRITER = WriterAuth()
ACCEPTANCE = "/answers/{path:key}/acceptance"

__all__ = ["router"]


class Written(Schema):
    """What every post brings.

    `key`: 32 hexadecimal digits of the program's own. Sent again with the same key, because no
    answer came, nothing is written twice.
    """

    body: str = Field(description="Markdown")
    organisation: str = Field("", description="for which you write, where you act for several")
    key: str = Field("", pattern="^([0-9a-f]{32})?$")


class QuestionIn(Written):
    title: str
    visibility: Literal["public", "members", "county"] = "members"
    addressed_to: list[str] = Field([], description="whom you ask; empty: all", max_length=50)
    topics: list[str] = Field([], max_length=50)
    channels: list[str] = Field([], max_length=50)
    confidential: bool = Field(default=False, description="moderators alone see who asks")
    despite_traces: bool = Field(default=False, description="although the text may show it")


class AnswerIn(Written):
    """An answer in one's own name; those for the county are drafted and released on the pages."""

    question: str = Field(description="the key of the question")


@router.post("/questions", response={201: QuestionOut}, auth=WRITER, summary="Ask a question")
def ask(request: HttpRequest, question: QuestionIn) -> Status[dict[str, Any]]:
    """Ask in the name of your organisation. 403 where you may not write."""
    writer = _writer(request)
    form = AskForm(writer, _data(writer, question))
    _require_valid(form)
    made = ask_question(
        actor=writer,
        organisation=form.chosen_organisation,
        draft=form.draft,
        key=form.cleaned_data["key"],
        now=timezone.now(),
        confidential=form.cleaned_data["confidential"],
    )
    return Status(201, question_out(writer, question_page(writer).get(pk=made.pk)))


@router.post("/answers", response={201: AnswerOut}, auth=WRITER, summary="Answer a question")
def answer(request: HttpRequest, answer: AnswerIn) -> Status[dict[str, Any]]:
    """Answer a question. 409 where it takes no answers now, with the reason."""
    writer = _writer(request)
    question = question_page(writer).filter(key=answer.question).first()
    if question is None:
        raise _gone(writer, answer.question)
    form = AnswerForm(writer, _data(writer, answer))
    form.in_thread(question, writer)
    _require_valid(form)
    try:
        made = answer_question(
            actor=writer,
            organisation=form.chosen_organisation,
            question=question,
            body=form.cleaned_data["body"],
            key=form.cleaned_data["key"],
            now=timezone.now(),
        )
    except NotOpen as refusal:
        raise HttpError(409, str(refusal.reason)) from None
    return Status(201, answer_out(made, names=True))


@router.put(
    "/answers/{path:key}/acceptance", response=AnswerOut, auth=WRITER, summary="Accept an answer"
)
def accept(request: HttpRequest, key: str) -> dict[str, Any]:
    """Say that an answer helped your county. 409 where somebody said so before."""
    writer = person_of(request)
    found = _answer(writer, key)
    try:
        accept_answer(actor=writer, answer=found, now=timezone.now())
    except AlreadyAccepted:
        raise HttpError(409, _("This answer is accepted already.")) from None
    return answer_out(_answer(writer, key), names=True)


@router.delete(
    "/answers/{path:key}/acceptance", response={204: None}, auth=WRITER, summary="Take it back"
)
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take an acceptance back. 409 where the answer is not accepted."""
    writer = person_of(request)
    try:
        withdraw_acceptance(actor=writer, answer=_answer(writer, key))
    except NotAccepted:
        raise HttpError(409, _("This answer is not accepted.")) from None
    return HttpResponse(status=204)


def _writer(request: HttpRequest) -> User:
    writer = person_of(request)
    require(may_write(writer))
    return writer


def _answer(reader: User, key: str) -> Answer:
    found: Answer = get_object_or_404(visible_answers(reader), key=key)
    return found


def _gone(reader: User, key: str) -> Exception:
    """Tell where a merged question is now: what was written for it is sent there."""
    lead = lead_of(reader, key=key)
    if lead is None:
        return Http404()
    sentence = _("This question is part of another one now: %(key)s.")
    return HttpError(409, sentence % {"key": lead.question.key})


def _data(writer: User, written: Written) -> dict[str, Any]:
    """Return what the page's form would have sent; 422 for an organisation that is not hers."""
    mine = {one.slug: one.pk for one in member_organisations_of(writer)}
    if written.organisation and written.organisation not in mine:
        sentence = _("You cannot write for this organisation.")
        raise ValidationError(
            [{"type": "invalid", "loc": ["body", "organisation"], "msg": sentence}]
        )
    return written.dict() | {"organisation": mine.get(written.organisation)}


def _require_valid(form: forms.Form) -> None:
    """Answer 422 with what the page would say, in the shape of all errors of the API."""
    if not form.is_valid():
        errors = form.errors.get_json_data()
        raise ValidationError([
            {"type": one["code"], "loc": ["body", name], "msg": one["message"]}
            for name, found in errors.items()
            for one in found
        ])  # fmt: skip
