"""Read the text of one stored file, once for each content, in a process of its own."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation

from portal.file_texts.models import FileText
from portal.kernel.aside import run_aside

LARGEST_FILE = 25_000_000
MOST_TEXT = 200_000
SECONDS = 40
_CHUNK = 1_000_000
_PROGRAM = Path(__file__).with_name("process.py")
State = FileText.State

logger = structlog.get_logger(__name__)


def read_text(file: Any) -> FileText:
    """Return what this file says, read now or when the same was read before."""
    with TemporaryDirectory(dir=settings.DATA_DIR, prefix="reading-") as name:
        copy = Path(name) / "file"
        try:
            digest, size = _copied(file, copy)
        except (OSError, SuspiciousFileOperation):
            return _kept(f"gone:{file.name}"[:64], State.GONE, "")
        known = FileText.objects.filter(digest=digest).first()
        if known:
            return known
        if size > LARGEST_FILE:
            return _kept(digest, State.TOO_MUCH, "")
        return _kept(digest, *_read(copy))


def _kept(digest: str, state: State, text: str) -> FileText:
    made, _created = FileText.objects.get_or_create(
        digest=digest, defaults={"state": state, "text": text}
    )
    return made


def _read(copy: Path) -> tuple[State, str]:
    order = {"path": str(copy), "most": MOST_TEXT}
    try:
        answer = json.loads(run_aside(_PROGRAM, order, copy.parent, SECONDS))
        return State(answer["state"]), str(answer["text"])[:MOST_TEXT].replace("\x00", "")
    except subprocess.SubprocessError as error:
        # It ran into a bound on time, memory or output, whatever it said last.
        logger.warning("file_text_failed", error=type(error).__name__)
        return State.TOO_MUCH, ""
    except (ValueError, KeyError, TypeError):
        return State.BROKEN, ""


def _copied(file: Any, copy: Path) -> tuple[str, int]:
    """Copy at most a little more than is read, and return the digest of the whole."""
    digest, size = hashlib.sha256(), 0
    with copy.open("wb") as target:
        for chunk in _chunks(file):
            digest.update(chunk)
            size += len(chunk)
            if size <= LARGEST_FILE:
                target.write(chunk)
    return digest.hexdigest(), size


def _chunks(file: Any) -> Iterator[bytes]:
    with file.storage.open(file.name, "rb") as stored:
        while chunk := stored.read(_CHUNK):
            yield chunk
