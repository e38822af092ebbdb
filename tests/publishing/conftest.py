"""A county's own page, and those who may or may not work on it in the CMS."""

from pathlib import Path

import pytest
from django.test import Client

from casestudies.models import CaseStudy
from portal.members.models import Membership, User
from tests.factories.casestudies import case_study
from tests.factories.members import administrator, organisation, person

SECRET = "Zirbelnuss"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path: Path) -> None:
    """Uploads of one test stay with it."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def internal(db: None) -> CaseStudy:
    """A page Osnabrück keeps to itself."""
    return case_study(
        organisation(), title=f"Geheimplan {SECRET}", body=SECRET, visibility="county"
    )


@pytest.fixture
def public(db: None) -> CaseStudy:
    """A page everyone may read."""
    return case_study(organisation(), title="Offenes Beispiel")


@pytest.fixture
def moderator(db: None) -> User:
    """Looks after all pages, belongs to no county."""
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


@pytest.fixture
def own_moderator(db: None) -> User:
    """Looks after all pages, belongs to Osnabrück."""
    user = person("Olga Osnabrück", User.PlatformRole.MODERATOR)
    Membership.objects.create(user=user, organisation=organisation())
    return user


@pytest.fixture(params=["moderator", "administrator"])
def outsider(request, moderator: User) -> Client:
    """The browser of somebody who runs the platform and belongs to no county."""
    return browser(moderator if request.param == "moderator" else administrator())


@pytest.fixture
def insider(own_moderator: User) -> Client:
    """The browser of a moderator of Osnabrück."""
    return browser(own_moderator)


def browser(user: User) -> Client:
    """Log somebody in."""
    client = Client()
    client.force_login(user, backend="portal.notifications.login.PeopleBackend")
    return client
