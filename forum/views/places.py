"""Where somebody writes, and what she has written there so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from forum.models import NEW_QUESTION, PostDraft, answer_place
from forum.queries.care import lead_of
from forum.queries.drafts import draft_at
from forum.queries.questions import question_page

_SINGLE = {"organisation", "title", "body", "visibility", "confidential", "shown", "opened"}


@dataclass(frozen=True, slots=True)
class Place:
    """A form in which a text is kept: its name, and where it stands."""

    name: str
    url: str


def place_named(request: HttpRequest, name: str) -> Place:
    """Return the place a form names; 404 where the reader may not see it."""
    if name == NEW_QUESTION:
        return Place(name, reverse("forum:question-ask"))
    kind, _colon, key = name.partition(":")
    if kind != "answer":
        raise Http404
    question = question_page(request.user).filter(key=key).first()
    if question is None:
        # What was typed for a question that became part of another one is kept there.
        if not (lead := lead_of(request.user, key=key)):
            raise Http404
        question = lead.question
    return Place(answer_place(question.key), f"{question.get_absolute_url()}#neue-antwort")


def draft_of(request: HttpRequest, place: str) -> PostDraft | None:
    """Return what the reader has kept at a place."""
    return draft_at(request.user, place)


def initial_from(fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return kept fields as a form opens with them."""
    return {name: values[0] if name in _SINGLE else values for name, values in fields.items()}
