"""An engine of its own for every test, fed by the real outbox."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from portal.members.models import User
from portal.outbox.delivery import deliver_pending
from search import vocabulary
from search.engines.embedded import EmbeddedEngine
from search.vocabulary import Vocabulary
from tests.contracts.engines import embedded
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
        for place in ("reactions", "service", "rebuild", "suggest"):
            monkeypatch.setattr(f"search.{place}.engine", lambda: made)
        yield made


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
