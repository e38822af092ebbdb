"""What several pages need: whose page it is, for whom it exists at all."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from portal.members.models import Organisation
from portal.members.requests import person_of
from portal.onboarding.queries.paths import counties, counties_to_read, visible_counties
from portal.onboarding.rules.paths import ids_of_members


def shown_county(request: HttpRequest, slug: str) -> Organisation:
    """Return a county whose path she may see; for others there is no such page."""
    return get_object_or_404(visible_counties(person_of(request)), slug=slug)


def read_county(request: HttpRequest, slug: str) -> Organisation:
    """Return a county whose assessment she may read; for others there is no such page."""
    return get_object_or_404(counties_to_read(person_of(request)), slug=slug)


def own_county(request: HttpRequest, slug: str) -> Organisation:
    """Return a county she acts for; for others there is no such page."""
    mine = ids_of_members(person_of(request))
    return get_object_or_404(counties().filter(pk__in=mine), slug=slug)
