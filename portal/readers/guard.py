"""Readers' word on publishing: nothing keeps a page from it, and what it says is kept."""

from django.utils import timezone
from django.utils.safestring import SafeString

from portal.members.models import User
from portal.publishing.guards import Guard, Obstacle
from portal.publishing.models import ContentPage
from portal.readers.actions import keep_version


def _none(_page: ContentPage) -> list[Obstacle]:
    return []


def _keep(page: ContentPage) -> None:
    keep_version(page=page, now=page.last_published_at or timezone.now())


def _nothing(_page: ContentPage, _editor: User) -> SafeString:
    return SafeString()


VERSIONS = Guard("readers", _none, _keep, _nothing)
