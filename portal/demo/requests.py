"""What counties of the story ask each other by name; days count back from today."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.actions import requests
from forum.models import CountyRequest, Question
from portal.demo import story
from portal.members.models import Organisation, User

Told = Mapping[str, Any]


@transaction.atomic
def load_requests() -> None:
    """Let counties do what the story tells, one line after the other."""
    for told in story.county_requests():
        _ACTS[told["act"]](told)


def _ask(told: Told) -> None:
    question = Question.objects.select_related("author", "organisation").get(key=told["question"])
    assert question.author is not None  # noqa: S101 - in the story everybody has an account
    requests.ask_further(
        actor=question.author,
        question=question,
        organisations=[_county(ags) for ags in told["to"]],
        now=_at(told),
    )


def _take(told: Told) -> None:
    requests.take_request(actor=_person(told), request=_request(told), now=_at(told))


def _hand_on(told: Told) -> None:
    requests.hand_on_request(
        actor=_person(told),
        request=_request(told),
        to=_county(told["to"]),
        reason=told["reason"],
        now=_at(told),
    )


def _decline(told: Told) -> None:
    requests.decline_request(
        actor=_person(told), request=_request(told), reason=told["reason"], now=_at(told)
    )


def _left(told: Told) -> None:
    requests.go_on_after(request=_request(told), next_counties=(), now=_at(told))


_ACTS: Mapping[str, Callable[[Told], None]] = {
    "ask": _ask,
    "take": _take,
    "hand_on": _hand_on,
    "decline": _decline,
    "left": _left,
}


def _request(told: Told) -> CountyRequest:
    return CountyRequest.objects.select_related("question", "organisation").get(
        question__key=told["question"], organisation__ags=told["county"]
    )


def _person(told: Told) -> User:
    return User.objects.get(email=told["by"])


def _county(ags: str) -> Organisation:
    return Organisation.objects.get(ags=ags)


def _at(told: Told) -> datetime:
    return timezone.now() - timedelta(days=told["days_ago"])
