"""Harburg keeps its channels, Osnabrück looks on."""

import pytest

from portal.members.models import Membership, User
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of


@pytest.fixture
def keeper(db: None) -> User:
    """Harburg's coordinator."""
    return person_of(organisation(HARBURG), Membership.Role.COORDINATOR, name="Karl Koordination")


@pytest.fixture
def staff(db: None) -> User:
    """Staff of Harburg."""
    return person_of(organisation(HARBURG), name="Hanna Harburg")


@pytest.fixture
def neighbour(db: None) -> User:
    """Osnabrück's coordinator."""
    return person_of(organisation(OSNABRUECK), Membership.Role.COORDINATOR, name="Olaf Osnabrück")
