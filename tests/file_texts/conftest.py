"""Both engines behind the search, fed by the real outbox."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from portal.members.models import User
from portal.outbox.delivery import deliver_pending
from search import vocabulary
from search.port import Engine
from search.vocabulary import Vocabulary
from tests.contracts.engines import elastic, embedded
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> Vocabulary:
    """Read the word table anew in every test."""
    made = Vocabulary()
    monkeypatch.setattr(vocabulary, "vocabulary", made)
    monkeypatch.setattr("search.service.vocabulary", made)
    return made


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """The engine behind the search, empty."""
    with embedded(tmp_path) if request.param == "embedded" else elastic() as made:
        for place in ("reactions", "service", "rebuild", "doctor"):
            monkeypatch.setattr(f"search.{place}.engine", lambda: made)
        yield made


@pytest.fixture
def deliver(engine: Engine) -> Callable[[], None]:
    """Deliver until nothing is left: files are read, then their pages go into the index again."""

    def all_of_it() -> None:
        while deliver_pending(timezone.now()):
            pass

    return all_of_it


@pytest.fixture
def harburg(db: None) -> User:
    """Staff of Harburg."""
    return person_of(organisation(HARBURG))


@pytest.fixture
def osnabrueck(db: None) -> User:
    """Staff of Osnabrück."""
    return person_of(organisation(OSNABRUECK))
