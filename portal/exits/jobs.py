"""What happens to packages by the clock."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from portal.exits.actions import end_package
from portal.exits.models import ExitPackage, State, packages_folder

LEFTOVER_AFTER = timedelta(days=1)


def end_packages(now: datetime) -> int:
    """Delete packages whose time is over, and what killed processes left lying about."""
    over = ExitPackage.objects.filter(state=State.READY, expires_at__lte=now)
    for package in over:
        end_package(package=package, now=now)
    for path in _leftovers(now):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return len(over)


def _leftovers(now: datetime) -> list[Path]:
    """Return what is no ready package and old enough that nobody works with it."""
    if not packages_folder().is_dir():
        return []
    ready = ExitPackage.objects.filter(state=State.READY).values_list("key", flat=True)
    wanted = {f"{key}.zip" for key in ready}
    oldest = (now - LEFTOVER_AFTER).timestamp()
    return [
        path
        for path in packages_folder().iterdir()
        if path.name not in wanted and path.stat().st_mtime < oldest
    ]
