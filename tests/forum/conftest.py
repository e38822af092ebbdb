"""Harburg asks, Osnabrück answers, Plön looks on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.members.models import Membership, Organisation, User
from tests.contracts.engines import embedded
from tests.factories.confidential import CELLE, MEMBERS
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


@pytest.fixture
def counties(db: None) -> dict[str, Organisation]:
    """Return five members, for one of which a confidential question may be taken."""
    return {ags: organisation(ags) for ags in MEMBERS}


@pytest.fixture
def asker(counties: dict[str, Organisation]) -> User:
    """Staff of Celle; her name and mail stand nowhere else."""
    user = person_of(counties[CELLE], name="Zwenja Quastenberg")
    User.objects.filter(pk=user.pk).update(email="zwenja@lk-quasten.example")
    return User.objects.get(pk=user.pk)


@pytest.fixture
def colleague(counties: dict[str, Organisation]) -> User:
    """Celle's coordinator."""
    return person_of(counties[CELLE], Membership.Role.COORDINATOR, name="Ypsilon Kollegin")


@pytest.fixture
def searching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
    """Let the search run on an index of its own."""
    with embedded(tmp_path) as engine:
        monkeypatch.setattr("search.reactions.engine", lambda: engine)
        monkeypatch.setattr("search.service.engine", lambda: engine)
        yield
