"""Load how Harburg begins: its assessment, who offers to be a mentor, and one proposal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.demo import story
from portal.members.models import Membership, Organisation, User
from portal.members.queries import leaders_of
from portal.onboarding.actions import assessment
from portal.onboarding.actions.mentoring import agree, offer_mentoring, run_matching
from portal.onboarding.actions.paths import begin_path, tick
from portal.onboarding.catalogue import FIELDS
from portal.onboarding.queries.mentoring import current_mentorship
from portal.taxonomy.models import Platform, Topic


@transaction.atomic
def load_onboarding() -> None:
    """Tell it line by line, then look for mentors; the mentor has said yes, Harburg has not."""
    for told in story.onboarding():
        _LOADERS[told.pop("what")](**told)
    now = timezone.now()
    run_matching(now=now)
    for organisation in Organisation.objects.filter(ags="03353"):
        if mentorship := current_mentorship(organisation):
            mentor = mentorship.mentor
            agree(
                actor=leaders_of(mentor)[0], mentorship=mentorship, organisation=mentor, now=now
            )  # fmt: skip


def _load_offer(organisation: str, capacity: int, topics: list[str], platforms: list[str]) -> None:
    mentor = Organisation.objects.get(ags=organisation)
    offer_mentoring(
        actor=leaders_of(mentor)[0],
        organisation=mentor,
        capacity=capacity,
        topics=list(Topic.objects.filter(slug__in=topics)),
        platforms=list(Platform.objects.filter(slug__in=platforms)),
        now=timezone.now(),
    )


def _load_assessment(
    *,
    organisation: str,
    person: str,
    running: list[str],
    planned: list[str],
    levels: list[int],
    worries: list[str],
    words: str,
) -> None:
    given: dict[str, Any] = {
        "actor": User.objects.get(email=person),
        "organisation": Organisation.objects.get(ags=organisation),
        "now": timezone.now(),
    }
    assessment.say_channels(
        running=list(Platform.objects.filter(slug__in=running)),
        planned=list(Platform.objects.filter(slug__in=planned)),
        **given,
    )
    slugs = [field.slug for field in FIELDS]
    assessment.say_experience(levels=dict(zip(slugs, levels, strict=True)), **given)
    assessment.say_worries(worries=worries, **given)
    assessment.say_words(words=words, seeks_mentor=True, **given)


def _load_path(person: str, days_ago: int, ticks: list[str]) -> None:
    membership = Membership.objects.select_related("organisation", "user").get(user__email=person)
    begun = timezone.now() - timedelta(days=days_ago)
    begin_path(membership=membership, now=begun)
    for what in ticks:
        tick(
            actor=membership.user, organisation=membership.organisation, what=what, done=True,
            now=begun,
        )  # fmt: skip


_LOADERS: dict[str, Callable[..., None]] = {
    "offer": _load_offer,
    "assessment": _load_assessment,
    "path": _load_path,
}
