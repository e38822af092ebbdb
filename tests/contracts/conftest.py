"""The engines, one after the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.port import Engine
from tests.contracts.engines import elastic, embedded


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Give each engine, empty."""
    with embedded(tmp_path) if request.param == "embedded" else elastic() as made:
        yield made
