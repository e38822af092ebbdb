"""An engine of its own for every test, fed by the real outbox."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from portal.members.models import User
from portal.outbox.delivery import deliver_pending
from search import vocabulary
from search.engines.embedded import EmbeddedEngine
from search.port import Engine
from search.vocabulary import Vocabulary
from tests.contracts.engines import elastic, embedded
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> Vocabulary:
    """Read the word table anew in every test: its rows are rolled back after each."""
    made = Vocabulary()
    monkeypatch.setattr(vocabulary, "vocabulary", made)
    monkeypatch.setattr("search.service.vocabulary", made)
    return made


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedEngine]:
    """The engine behind the search, empty."""
    with embedded(tmp_path) as made:
        _put_behind(monkeypatch, made)
        yield made


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def each_engine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """One engine after the other behind the search, empty."""
    with embedded(tmp_path) if request.param == "embedded" else elastic() as made:
        _put_behind(monkeypatch, made)
        yield made


def _put_behind(monkeypatch: pytest.MonkeyPatch, made: Engine) -> None:
    for place in ("reactions", "service", "rebuild", "doctor", "suggest"):
        monkeypatch.setattr(f"search.{place}.engine", lambda: made)


@pytest.fixture
def deliver(engine: EmbeddedEngine) -> Callable[[], int]:
    """Deliver what the outbox holds."""
    return lambda: deliver_pending(timezone.now())


@pytest.fixture
def harburg(db: None) -> User:
    """Staff of Harburg."""
    return person_of(organisation(HARBURG))


@pytest.fixture
def osnabrueck(db: None) -> User:
    """Staff of Osnabrück."""
    return person_of(organisation(OSNABRUECK))
