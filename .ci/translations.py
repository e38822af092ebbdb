"""Fail where a text has no German translation, or where the catalogue misses a text."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "portal" / "locale" / "de" / "LC_MESSAGES" / "django.po"
SOURCES = ("portal", "casestudies", "forum", "search", "templates")


def ids(path: Path) -> dict[str, bool]:
    """Return every message of a catalogue, and whether it is translated."""
    with path.open("rb") as file:
        return {
            f"{message.context or ''}|{message.id}": all(
                message.string if isinstance(message.string, tuple) else (message.string,)
            )
            for message in read_po(file, locale="de")
            if message.id and not message.fuzzy
        }


def extracted() -> dict[str, bool]:
    """Collect the messages of the sources as they are now, in a copy of them."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("locale"))
        (copy / "locale").mkdir()
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "de", "-v0"],
            cwd=copy, check=True,
        )  # fmt: skip
        return ids(copy / "locale" / "de" / "LC_MESSAGES" / "django.po")


def main() -> int:
    """Compare and report."""
    translated = ids(CATALOGUE)
    problems = [f"not translated: {name}" for name, done in translated.items() if not done]
    if shutil.which("xgettext"):
        problems += [
            f"not in the catalogue: {name}" for name in extracted() if name not in translated
        ]
    else:
        print("gettext is not installed: new texts were not looked for")
    print("\n".join(problems) or f"German catalogue: {len(translated)} texts, all translated")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
