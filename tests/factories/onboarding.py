"""Counties on their way in as tests need them, made by the actions people use."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from portal.members.models import Membership, Organisation, User
from portal.onboarding.actions import assessment as assessing
from portal.onboarding.actions.mentoring import agree, offer_mentoring, propose
from portal.onboarding.catalogue import FIELDS
from portal.onboarding.models import Assessment, MentorOffer, Mentorship
from portal.taxonomy.models import Platform, Topic
from tests.factories.members import person


def county_of(actor: User) -> Organisation:
    """Return the first county somebody acts for."""
    return actor.memberships.select_related("organisation").get().organisation


def assess(actor: User, now: datetime | None = None, **said: Any) -> Assessment:
    """Fill in all four pages; whatever is not said is a beginner's answer."""
    values: dict[str, Any] = {
        "running": ["facebook"], "planned": ["mastodon"], "levels": {}, "worries": ["hours"],
        "words": "", "seeks_mentor": True,
    } | said  # fmt: skip
    given: dict[str, Any] = {
        "actor": actor, "organisation": county_of(actor), "now": now or timezone.now(),
    }  # fmt: skip
    levels = {field.slug: 0 for field in FIELDS} | values["levels"]
    assessing.say_channels(
        running=list(Platform.objects.filter(slug__in=values["running"])),
        planned=list(Platform.objects.filter(slug__in=values["planned"])),
        **given,
    )
    assessing.say_experience(levels=levels, **given)
    assessing.say_worries(worries=values["worries"], **given)
    return assessing.say_words(
        words=values["words"], seeks_mentor=values["seeks_mentor"], **given
    )  # fmt: skip


def offer(actor: User, capacity: int = 1, *topics: str) -> MentorOffer:
    """Offer places as a mentor."""
    return offer_mentoring(
        actor=actor,
        organisation=county_of(actor),
        capacity=capacity,
        topics=list(Topic.objects.filter(slug__in=topics)),
        platforms=[],
        now=timezone.now(),
    )


def proposal(mentor: User, mentee: User, now: datetime | None = None) -> Mentorship:
    """Propose a pair by a moderator's hand."""
    return propose(
        actor=person("Mona Moderation", User.PlatformRole.MODERATOR),
        mentor=county_of(mentor),
        mentee=county_of(mentee),
        now=now or timezone.now(),
    )


def say_yes(actor: User, mentorship: Mentorship, now: datetime | None = None) -> Mentorship:
    """Agree for the county one leads."""
    return agree(
        actor=User.objects.get(pk=actor.pk),
        mentorship=mentorship,
        organisation=county_of(actor),
        now=now or timezone.now(),
    )


def running(mentor: User, mentee: User) -> Mentorship:
    """Let a mentorship run; the mentor offers one place for it."""
    if not MentorOffer.objects.filter(organisation=county_of(mentor)).exists():
        offer(mentor)
    mentorship = proposal(mentor, mentee)
    say_yes(mentor, mentorship)
    return say_yes(mentee, mentorship)


def leader(of: Organisation, name: str) -> User:
    """Make somebody who coordinates a county."""
    user = person(name)
    Membership.objects.create(user=user, organisation=of, role=Membership.Role.COORDINATOR)
    return user
