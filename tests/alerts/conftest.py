"""Somebody who saves searches, and an engine of her own."""

import pytest

from portal.members.models import User
from tests.factories.alerts import confirmed
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of
from tests.search.conftest import deliver, engine, words

__all__ = ["deliver", "engine", "words"]


@pytest.fixture
def hanna(db: None) -> User:
    """Staff of Harburg, with a confirmed address."""
    return confirmed(person_of(organisation(HARBURG), name="Hanna Harburg"))


@pytest.fixture
def olaf(db: None) -> User:
    """Staff of Osnabrück, with a confirmed address."""
    return confirmed(person_of(organisation(OSNABRUECK), name="Olaf Osnabrück"))
