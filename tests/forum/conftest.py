"""Harburg asks, Osnabrück answers, Plön looks on."""

import pytest

from portal.members.models import Membership, User
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of


@pytest.fixture
def harburg(db: None) -> User:
    """Staff of Harburg."""
    return person_of(organisation(HARBURG), name="Hanna Harburg")


@pytest.fixture
def harburg_coordinator(db: None) -> User:
    """Harburg's coordinator."""
    return person_of(organisation(HARBURG), Membership.Role.COORDINATOR, name="Karl Koordination")


@pytest.fixture
def osnabrueck(db: None) -> User:
    """Staff of Osnabrück."""
    return person_of(organisation(OSNABRUECK), name="Olaf Osnabrück")


@pytest.fixture
def ploen(db: None) -> User:
    """Staff of a third county."""
    return person_of(organisation(PLOEN), name="Petra Plön")
