"""Whose account was erased, noted outside the database: a backup does not bring people back.

One number per line, the account's; after a restore `manage.py erase_again` goes through them.
"""

from pathlib import Path

from django.conf import settings


def _path() -> Path:
    return Path(settings.DATA_DIR) / "erased_accounts"


def note(person_id: int) -> None:
    """Remember that this account was erased."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as lines:
        lines.write(f"{person_id}\n")


def noted() -> list[int]:
    """Return the accounts that were erased, each once."""
    path = _path()
    if not path.exists():
        return []
    return sorted({int(line) for line in path.read_text(encoding="ascii").split()})
