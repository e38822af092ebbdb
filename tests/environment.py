"""The environment of the suite, set before Django reads its settings.

Loaded by `-p` in pyproject.toml: a conftest would come too late in the processes of pytest-xdist,
which would then share one data directory, and the one writer's lock of its search index.

`TEST_DATABASE_URL`, `TEST_ELASTICSEARCH_URL` and `TEST_CHROMIUM` name real services; without them
the suite runs on SQLite and the embedded engine and says what it left out (tests/services.py).
"""

import os
import tempfile
from pathlib import Path

import pytest

_scratch = tempfile.TemporaryDirectory(prefix="kreiswissen-test-", ignore_cleanup_errors=True)

os.environ["DATA_DIR"] = _scratch.name
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or "sqlite:///:memory:"
os.environ["SEARCH_URL"] = "embedded:"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["BASE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["LOG_LEVEL"] = "CRITICAL"
os.environ["DEMO"] = "off"
# Most tests are not about it; tests/members/test_second_factor.py switches it on.
os.environ["MFA_REQUIRED"] = "off"


@pytest.fixture(scope="session")
def scratch() -> Path:
    """A directory of this test process, gone afterwards."""
    return Path(_scratch.name)
