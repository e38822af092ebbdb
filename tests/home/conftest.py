"""Two member counties and the people who look at their dashboards."""

import pytest
from django.test import Client

from portal.members.models import Membership, Organisation, User
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of


@pytest.fixture
def osnabrueck(db: None) -> Organisation:
    return organisation(OSNABRUECK)


@pytest.fixture
def harburg(db: None) -> Organisation:
    return organisation(HARBURG)


@pytest.fixture
def karla(harburg: Organisation) -> User:
    """Coordinates Harburg."""
    return person_of(harburg, Membership.Role.COORDINATOR, "Karla Koordination")


@pytest.fixture
def jette(harburg: Organisation) -> User:
    """Works for Harburg."""
    return person_of(harburg, name="Jette Stab")


@pytest.fixture
def merle(osnabrueck: Organisation) -> User:
    """Coordinates Osnabrück."""
    return person_of(osnabrueck, Membership.Role.COORDINATOR, "Merle Nachbarin")


@pytest.fixture
def mona(db: None) -> User:
    """Moderates, and belongs to no county."""
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


def logged_in(user: User) -> Client:
    """Log somebody in."""
    client = Client()
    client.force_login(user, backend="portal.notifications.login.PeopleBackend")
    return client
