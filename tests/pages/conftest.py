"""An engine of its own for tests that look whether something is found."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from portal.outbox.delivery import deliver_pending
from tests.contracts.engines import embedded


@pytest.fixture
def deliver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Deliver what the outbox holds, to an engine that the search asks."""
    with embedded(tmp_path / "index") as engine:
        monkeypatch.setattr("search.reactions.engine", lambda: engine)
        monkeypatch.setattr("search.service.engine", lambda: engine)
        yield lambda: deliver_pending(timezone.now())
