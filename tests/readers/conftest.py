"""A page of Osnabrück's, and who reads it."""

from pathlib import Path

import pytest

from casestudies.models import CaseStudy
from portal.members.models import Membership, User
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of


@pytest.fixture(autouse=True)
def _data(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def osnabrueck(db: None) -> User:
    """Osnabrück's coordinator."""
    return person_of(organisation(OSNABRUECK), Membership.Role.COORDINATOR, "Lea Osnabrück")


@pytest.fixture
def harburg(db: None) -> User:
    """Staff of Harburg."""
    return person_of(organisation(HARBURG), name="Hanna Harburg")


@pytest.fixture
def moderator(db: None) -> User:
    """Looks after all pages, belongs to no county."""
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


@pytest.fixture
def page(osnabrueck: User) -> CaseStudy:
    """What Osnabrück did, for everybody."""
    return case_study(
        organisation(OSNABRUECK),
        title="Facebook im Kreishaus",
        body="",
        goal="Wir wollten **antworten**.",
        effort_hours=10,
    )
