"""What people look after in the forum: open questions, drafts in their county's name, requests."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.actions.handing_over import hand_over_questions
from forum.actions.official import hand_over_drafts
from forum.actions.requests import hand_over_requests
from forum.models import CountyRequest, OfficialDraft, Question
from forum.rules.request_states import RequestState
from portal.members.belongings import Belonging, Belongings
from portal.members.models import Organisation, User


def _questions_of(person: User, organisation: Organisation) -> Sequence[Belonging]:
    questions = Question.objects.looked_after_by(person).filter(organisation=organisation)
    return [Belonging(one.title, one.get_absolute_url()) for one in questions.order_by("pk")]


def _hand_over_questions(
    person: User, organisation: Organisation, successor: User | None, _now: datetime
) -> int:
    return hand_over_questions(person=person, organisation=organisation, successor=successor)


def _drafts_of(person: User, organisation: Organisation) -> Sequence[Belonging]:
    drafts = OfficialDraft.objects.open().filter(drafted_by=person, organisation=organisation)
    return [
        Belonging(draft.question.title, reverse("forum:draft-detail", args=[draft.pk]))
        for draft in drafts.select_related("question").order_by("pk")
    ]


def _requests_of(person: User, organisation: Organisation) -> Sequence[Belonging]:
    taken = CountyRequest.objects.filter(
        person=person, organisation=organisation, state=RequestState.TAKEN
    )
    return [
        Belonging(request.question.title, request.question.get_absolute_url())
        for request in taken.select_related("question").order_by("pk")
    ]


QUESTIONS = Belongings(
    kind="question",
    label=_("Open questions"),
    held_by=_questions_of,
    hand_over=_hand_over_questions,
)

OFFICIAL_DRAFTS = Belongings(
    kind="official_draft",
    label=_("Drafts of answers for the county"),
    held_by=_drafts_of,
    hand_over=hand_over_drafts,
)

COUNTY_REQUESTS = Belongings(
    kind="county_request",
    label=_("Questions of other counties of which she takes care"),
    held_by=_requests_of,
    hand_over=hand_over_requests,
)
