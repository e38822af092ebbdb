"""What organisations say about themselves, read only; the same rights as their pages. No people."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from portal.directory.queries import offers_of, profile_of
from portal.members.models import Organisation

router = Router(tags=["organisations"])


class ProfileOut(Schema):
    """A profile; what the organisation does not show you, or does not say, is empty."""

    organisation: str
    about: str = Field(description="HTML")
    homepage: str
    topics: list[str] = Field(description="topics it can help with")
    platforms: list[str] = Field(description="platforms it can help with")


@router.get(
    "/organisations/{slug}/profile", response=ProfileOut, summary="Read an organisation's profile"
)
def organisation_profile(request: HttpRequest, slug: str) -> dict[str, object]:
    """What an organisation that takes part says about itself, and with what it can help."""
    organisation = get_object_or_404(Organisation, slug=slug)
    profile = profile_of(organisation)
    offers = offers_of(profile, request.user)
    return {
        "organisation": organisation.slug,
        "about": profile.about_for(request.user) if profile else "",
        "homepage": profile.homepage if profile else "",
        "topics": [topic.slug for topic in offers.topics],
        "platforms": [platform.slug for platform in offers.platforms],
    }
