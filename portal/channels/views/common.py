"""What several pages need: whose page it is, and who asks."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from portal.channels.models import Channel
from portal.channels.queries import own_channels, own_organisations
from portal.members.models import Organisation
from portal.members.requests import person_of


def own_organisation(request: HttpRequest, slug: str) -> Organisation:
    """Return the organisation if she acts for it; for others its desk does not exist."""
    return get_object_or_404(own_organisations(person_of(request)), slug=slug)


def own_channel(request: HttpRequest, slug: str, key: str) -> Channel:
    """Return a channel of an organisation she acts for; all others do not exist here."""
    channels = own_channels(person_of(request))
    return get_object_or_404(channels, organisation__slug=slug, key=key)
