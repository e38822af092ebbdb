"""Osnabrück leads, Harburg looks on."""

import pytest

from portal.members.models import Membership, User
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of


@pytest.fixture
def keeper(db: None) -> User:
    """Osnabrück's coordinator."""
    return person_of(organisation(OSNABRUECK), Membership.Role.COORDINATOR, name="Olga Osnabrück")


@pytest.fixture
def staff(db: None) -> User:
    """Staff of Osnabrück."""
    return person_of(organisation(OSNABRUECK), name="Stefan Stab")


@pytest.fixture
def neighbour(db: None) -> User:
    """Harburg's coordinator."""
    return person_of(organisation(HARBURG), Membership.Role.COORDINATOR, name="Hanna Harburg")
