"""Harburg begins, Osnabrück and Emsland could help, Vechta has nothing to do with it."""

import pytest

from portal.members.models import Organisation, User
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of
from tests.factories.onboarding import leader

EMSLAND, VECHTA = "03454", "03460"


@pytest.fixture
def harburg(db: None) -> Organisation:
    """The new county."""
    return organisation(HARBURG)


@pytest.fixture
def karla(harburg: Organisation) -> User:
    """Harburg's coordinator."""
    return leader(harburg, "Karla Koordination")


@pytest.fixture
def stefan(harburg: Organisation) -> User:
    """Staff of Harburg."""
    return person_of(harburg, name="Stefan Stab")


@pytest.fixture
def olaf(db: None) -> User:
    """Osnabrück's coordinator."""
    return leader(organisation(OSNABRUECK), "Olaf Osnabrück")


@pytest.fixture
def emma(db: None) -> User:
    """Emsland's coordinator."""
    return leader(organisation(EMSLAND), "Emma Emsland")


@pytest.fixture
def vera(db: None) -> User:
    """Vechta's coordinator, a stranger to Harburg's path."""
    return leader(organisation(VECHTA), "Vera Vechta")


@pytest.fixture
def mona(db: None) -> User:
    """A moderator."""
    return person("Mona Moderation", User.PlatformRole.MODERATOR)
