"""docs/operation.md lists every setting there is, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = (ROOT / "portal" / "config" / "settings.py").read_text(encoding="utf-8")
OPERATION = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")


def settings_read() -> set[str]:
    """Every name that settings.py reads from the environment."""
    return set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', SETTINGS))


def test_settings_are_documented() -> None:
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", OPERATION, re.MULTILINE)) == settings_read()
