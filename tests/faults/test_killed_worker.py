"""A worker killed at any moment between commit and index loses nothing and doubles nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.journeys.site import ROOT, installation

# The embedded engine and SQLite are killed less often: there is one writer, and no race to lose.
TRIES = 20 if os.environ.get("TEST_EMBEDDED") else 50


def test_a_worker_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    with installation(tmp_path) as site:
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.killed_worker", str(TRIES)],
            cwd=ROOT,
            env=site.environment | {"DJANGO_SETTINGS_MODULE": "portal.config.settings"},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    outcome = json.loads(done.stdout)
    assert outcome["written"] > TRIES
    # The kills did hit: a good part of the tries left deliveries undone.
    assert outcome["interrupted"] >= TRIES // 5, outcome
    assert {name: outcome[name] for name in ("lost", "extra", "wrong")} == {
        "lost": [],
        "extra": [],
        "wrong": [],
    }
    assert (outcome["database_differs"], outcome["open"], outcome["failed"]) == (False, 0, 0)
    assert outcome["documents"] == outcome["written"]
