"""Profiles as tests need them, made by the actions people use."""

from typing import Any

from django.utils import timezone

from portal.directory.actions import PersonDraft, ProfileDraft, edit_own_profile, edit_profile
from portal.directory.models import PersonProfile, Profile
from portal.members.models import User
from portal.taxonomy.models import Platform, Topic


def topics(*slugs: str) -> list[Topic]:
    """Return topics by slug."""
    return list(Topic.objects.filter(slug__in=slugs))


def platforms(*slugs: str) -> list[Platform]:
    """Return platforms by slug."""
    return list(Platform.objects.filter(slug__in=slugs))


def introduce(keeper: User, version: int = 0, **fields: Any) -> Profile:
    """Write the profile of the keeper's organisation."""
    return edit_profile(
        actor=keeper,
        organisation=keeper.memberships.get().organisation,
        draft=ProfileDraft(**({"about": "Wir fangen an."} | fields)),
        version=version,
        now=timezone.now(),
    )


def show(person: User, *shown: str, **fields: Any) -> PersonProfile:
    """Fill in a person's own profile and agree to show some of it."""
    values = {
        "function": "Pressestelle",
        "email": "post@kreis.example",
        "phone": "0541 501-0",
        "languages": "Deutsch",
        "topics": topics("datenschutz"),
    }
    return edit_own_profile(
        actor=person,
        membership=person.memberships.select_related("organisation").get(),
        draft=PersonDraft(**(values | fields), shown=shown),
        now=timezone.now(),
    )
