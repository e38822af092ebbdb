"""How drafts ended in which suggestions were shown."""

from datetime import datetime

from django.utils import timezone

from forum.models import BeforeAsking, GivenUpQuestion, Question
from forum.rules.deflection import Ended
from portal.members.models import User


def ended_drafts(reader: User, since: datetime | None) -> list[Ended]:
    """Return the drafts that ended since then, or all, as far as she may know; two queries."""
    asked = BeforeAsking.objects.filter(question__in=Question.objects.visible_to(reader))
    given_up = GivenUpQuestion.objects.all()
    if since:
        asked = asked.filter(question__asked_at__gte=since)
        given_up = given_up.filter(ended_on__gte=timezone.localdate(since))
    return [
        *(
            Ended(county, is_asked=True, has_opened=bool(opened))
            for county, opened in asked.values_list("question__organisation_id", "opened")
        ),
        *(
            Ended(county, is_asked=False, has_opened=opened)
            for county, opened in given_up.values_list("organisation_id", "has_opened")
        ),
    ]
