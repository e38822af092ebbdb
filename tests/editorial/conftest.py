"""Staff of Osnabrück writes; its coordinator releases; moderators and a university look at it."""

from pathlib import Path

import pytest
from django.test import Client

from casestudies.models import CaseStudy
from portal.members.models import Membership, Organisation, User
from tests.factories.editorial import draft_of
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of

Role = Membership.Role
# Stands in every text that must not leave its place.
SECRET = "Zirbelnuss"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def osnabrueck(db: None) -> Organisation:
    """The county whose page it is."""
    return organisation(OSNABRUECK)


@pytest.fixture
def author(osnabrueck: Organisation) -> User:
    """Staff of Osnabrück, who writes."""
    return person_of(osnabrueck, name="Anna Autorin")


@pytest.fixture
def lead(osnabrueck: Organisation) -> User:
    """Osnabrück's coordinator."""
    return person_of(osnabrueck, Role.COORDINATOR, "Lea Osnabrück")


@pytest.fixture
def colleague(osnabrueck: Organisation) -> User:
    """Somebody else of Osnabrück, without any right."""
    return person_of(osnabrueck, name="Kai Kollege")


@pytest.fixture
def stranger(db: None) -> User:
    """Harburg's coordinator."""
    return person_of(organisation(HARBURG), Role.COORDINATOR, "Karl Harburg")


@pytest.fixture
def moderator(db: None) -> User:
    """Looks after all pages, belongs to no county."""
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


@pytest.fixture
def university(db: None) -> Organisation:
    """The academic partner."""
    return Organisation.objects.create(
        kind="academic_partner", name="Hochschule", type_label="Hochschule",
        display_name="Hochschule Osnabrück", slug="hs-osnabrueck", status="member",
    )  # fmt: skip


@pytest.fixture
def professor(university: Organisation) -> User:
    """Somebody of the academic partner."""
    return person_of(university, name="Prof. Petra Hochschule")


@pytest.fixture
def draft(author: User, osnabrueck: Organisation) -> CaseStudy:
    """What the author has written, for everyone once it is published."""
    return draft_of(author, osnabrueck, body=f"Wir senden **live**. {SECRET}")


def browser(user: User) -> Client:
    """Log somebody in."""
    client = Client()
    client.force_login(user, backend="portal.notifications.login.PeopleBackend")
    return client
