"""Osnabrück wrote a guideline, Harburg works with it."""

import pytest

from casestudies.models import Guideline
from portal.checklists.models import WorkingCopy
from portal.members.models import Membership, Organisation, User
from tests.factories.checklists import copy_of, guideline_of
from tests.factories.members import HARBURG, PLOEN, organisation, person, person_of


@pytest.fixture
def harburg(db: None) -> Organisation:
    return organisation(HARBURG)


@pytest.fixture
def hanna(harburg: Organisation) -> User:
    """Staff of Harburg, who takes the guideline over."""
    return person_of(harburg, name="Hanna Harburg")


@pytest.fixture
def kai(harburg: Organisation) -> User:
    """Her colleague."""
    return person_of(harburg, name="Kai Kollege")


@pytest.fixture
def lead(harburg: Organisation) -> User:
    return person_of(harburg, Membership.Role.COORDINATOR, "Karla Koordination")


@pytest.fixture
def stranger(db: None) -> User:
    """Coordinator of another member county."""
    return person_of(organisation(PLOEN), Membership.Role.COORDINATOR, "Petra Plön")


@pytest.fixture
def moderator(db: None) -> User:
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


@pytest.fixture
def page(db: None) -> Guideline:
    return guideline_of(organisation(), title="Kommentare moderieren")


@pytest.fixture
def copy(hanna: User, page: Guideline, harburg: Organisation) -> WorkingCopy:
    return copy_of(hanna, page, harburg)
