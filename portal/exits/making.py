"""Make a package: claim it, write it beside its place, put it there as a whole."""

import hashlib
import time
from datetime import datetime
from pathlib import Path
from typing import IO

import structlog
from django.utils import timezone

from portal.exits.actions import (
    LostClaim,
    claim_package,
    finish_package,
    give_back_package,
    note_progress,
)
from portal.exits.models import UNFINISHED, ExitPackage, packages_folder
from portal.exits.packing.contents import pack, size_of
from portal.outbox.registry import Failure

TELL_EVERY = 1.0
_CHUNK = 1024 * 1024

logger = structlog.get_logger(__name__)


def make(key: str) -> Failure | None:
    """Make the package of that key, or say why not yet; nothing to do is no failure."""
    package = claim_package(key=key, now=timezone.now())
    if package is None:
        return _held_elsewhere(key)
    try:
        _produce(package)
    except LostClaim:
        return Failure("another worker makes this package")
    except Exception as error:
        # Whatever it was, the next attempt begins anew, and the person is told in the end.
        logger.exception("package_failed", package=package.key)
        if give_back_package(package=package, now=timezone.now()):
            return Failure(f"{type(error).__name__}: {error}")
    return None


def _held_elsewhere(key: str) -> Failure | None:
    waiting = ExitPackage.objects.filter(key=key, state__in=UNFINISHED).exists()
    return Failure("another worker makes this package") if waiting else None


def _produce(package: ExitPackage) -> None:
    folder = packages_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = folder / f"{package.key}.{package.claimed_by}.part"
    try:
        _write(package, beside, timezone.now())
    finally:
        beside.unlink(missing_ok=True)


def _write(package: ExitPackage, beside: Path, now: datetime) -> None:
    beside.touch(mode=0o600)
    progress = _Progress(package, size_of(package.organisation))
    with beside.open("r+b") as target:
        packed = pack(package.organisation, target, now, progress.tick)
        size, digest = target.seek(0, 2), _digest(target)
    # As the last worker that holds the claim: a slower one's file would be another one's.
    progress.tell()
    beside.replace(package.path)
    finish_package(package=package, size=size, digest=digest, counts=packed.counts, now=now)


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


class _Progress:
    """Tells now and then how far the making is."""

    def __init__(self, package: ExitPackage, total: int) -> None:
        self._package = package
        self._total = total
        self._done = 0
        self._told_at = 0.0

    def tick(self) -> None:
        """One more thing is written."""
        self._done += 1
        if time.monotonic() - self._told_at >= TELL_EVERY:
            self.tell()

    def tell(self) -> None:
        """Say how far it is; raises LostClaim."""
        self._told_at = time.monotonic()
        # What only reading tells is not in the total.
        total = max(self._total, self._done)
        note_progress(package=self._package, done=self._done, total=total, now=timezone.now())
