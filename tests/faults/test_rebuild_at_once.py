"""Rebuilt while people write and search: no search misses a hit, and nothing differs afterwards."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.site import ROOT, installation

REBUILDS = 3


def engines() -> list[object]:
    """Name both engines, whatever the rest of this run tests."""
    server = os.environ.get("TEST_ELASTICSEARCH_URL", "").rstrip("/")
    elastic = f"{server}/rebuilt-{secrets.token_hex(4)}"
    return [
        pytest.param("embedded:", id="embedded"),
        pytest.param(elastic, id="elastic", marks=pytest.mark.elasticsearch),
    ]


@pytest.mark.parametrize("search_url", engines())
def test_no_search_misses_a_hit_while_the_index_is_rebuilt(tmp_path: Path, search_url: str) -> None:
    with installation(tmp_path, SEARCH_URL=search_url) as site:
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.rebuild_at_once", str(REBUILDS)],
            cwd=ROOT,
            env=site.environment | {"DJANGO_SETTINGS_MODULE": "portal.config.settings"},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    outcome = json.loads(done.stdout)
    # Others were at it meanwhile, or nothing was tried.
    assert outcome.pop("looks") > REBUILDS, outcome
    assert outcome.pop("written") > REBUILDS, outcome
    assert outcome == {
        "missed": [],
        "rebuilds": REBUILDS,
        "differences": {},
        "pending": 0,
        "failed": 0,
        "leftovers": [],
    }
