"""What counties of the story looked at before they asked, or did not ask any more."""

from datetime import timedelta
from itertools import pairwise

from django.db import transaction
from django.utils import timezone

from forum.actions.deflection import keep_seen, note_given_up
from forum.models import NEW_QUESTION, PostDraft, Question
from forum.rules.deflection import SeenBefore, as_text
from portal.members.content import Visibility
from portal.members.models import Organisation, User

ASKED = 12


@transaction.atomic
def load_deflection() -> None:
    """Let people look at the question before theirs, every second one open it, and some stop."""
    newest = Question.objects.filter(visibility=Visibility.PUBLIC).order_by("-asked_at", "-pk")
    told = newest.select_related("organisation")[:ASKED]
    for number, (question, earlier) in enumerate(pairwise(told)):
        if person := _somebody_of(question.organisation):
            shown = (earlier.reference,)
            seen = SeenBefore(shown, shown if number % 2 else ())
            keep_seen(question, person, seen)
            if number % 3 == 0:
                _stop(person, seen, days_ago=number)


def _stop(person: User, seen: SeenBefore, days_ago: int) -> None:
    """Count a question she began and gave up."""
    fields = {"shown": [as_text(seen.shown)], "opened": [as_text(seen.opened)]}
    draft = PostDraft(person=person, place=NEW_QUESTION, fields=fields)
    note_given_up(draft, timezone.now() - timedelta(days=days_ago))


def _somebody_of(organisation: Organisation) -> User | None:
    people = User.objects.filter(memberships__organisation=organisation, is_active=True)
    return people.order_by("pk").first()
