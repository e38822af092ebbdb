"""Osnabrück's content of all kinds, and who reads it."""

import pytest

from portal.members.models import Organisation, User
from tests.factories.members import HARBURG, organisation, person, person_of


@pytest.fixture
def osnabrueck(db: None) -> Organisation:
    return organisation()


@pytest.fixture
def merle(osnabrueck: Organisation) -> User:
    """Of Osnabrück, whose collection it is."""
    return person_of(osnabrueck, name="Merle Brandt")


@pytest.fixture
def karla(db: None) -> User:
    """Of another member county."""
    return person_of(organisation(HARBURG), name="Karla Wiebusch")


@pytest.fixture
def mona(db: None) -> User:
    """Curates, and acts for no county."""
    return person("Mona Moderation", User.PlatformRole.MODERATOR)
