"""Osnabrück tells what it did; Harburg and Plön try it, too."""

import pytest

from casestudies.models import CaseStudy
from portal.members.models import Membership, User
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person, person_of

Role = Membership.Role


@pytest.fixture
def osnabrueck(db: None) -> User:
    """Osnabrück's coordinator: the page is hers."""
    return person_of(organisation(OSNABRUECK), Role.COORDINATOR, "Lea Osnabrück")


@pytest.fixture
def harburg(db: None) -> User:
    """Staff of Harburg, who tried it."""
    return person_of(organisation(HARBURG), name="Hanna Harburg")


@pytest.fixture
def ploen(db: None) -> User:
    """Staff of a third county."""
    return person_of(organisation(PLOEN), name="Petra Plön")


@pytest.fixture
def moderator(db: None) -> User:
    """Looks after all pages, belongs to no county."""
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


@pytest.fixture
def page(osnabrueck: User) -> CaseStudy:
    """What Osnabrück did, for everybody."""
    return case_study(organisation(OSNABRUECK), title="Facebook im Kreishaus")
