"""Requests to counties as tests need them, made by the actions people use."""

from datetime import datetime, timedelta

from django.utils import timezone

from forum.actions import requests as actions
from forum.models import CountyRequest, Question
from portal.members.models import Organisation, User
from tests.factories.forum import ask


def asked(asker: User, *counties: Organisation, **fields: object) -> Question:
    """Put a question to counties."""
    return ask(asker, addressed_to=list(counties), **fields)


def request_of(question: Question, county: Organisation) -> CountyRequest:
    """Return the request a question made of a county, as it is now."""
    return CountyRequest.objects.select_related("question", "organisation").get(
        question=question, organisation=county
    )


def decline(actor: User, request: CountyRequest, reason: str = "Dafür fehlt uns die Zeit.") -> None:
    """Decline in the actor's county's name."""
    actions.decline_request(actor=actor, request=request, reason=reason, now=timezone.now())


def take(actor: User, request: CountyRequest) -> None:
    """Take in the actor's county's name."""
    actions.take_request(actor=actor, request=request, now=timezone.now())


def hand_on(actor: User, request: CountyRequest, to: Organisation) -> CountyRequest:
    """Hand on in the actor's county's name."""
    return actions.hand_on_request(
        actor=actor, request=request, to=to, reason="Die haben das gemacht.", now=timezone.now()
    )


def late(days: int = 8) -> datetime:
    """Return a time when what is asked now is overdue."""
    return timezone.now() + timedelta(days=days)
