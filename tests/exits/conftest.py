"""Packages and uploads of one test stay with it."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _places(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture(autouse=True)
def _closes_its_files(recwarn) -> None:
    """Wagtail leaves files open to the garbage collector."""
