"""Make packages for tests, read them, and damage them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from portal.exits.packing.contents import pack
from portal.members.estates import all_kinds
from portal.members.models import Organisation

Rows = dict[str, list[dict[str, Any]]]


def packed(organisation: Organisation, path: Path, now: datetime | None = None) -> Path:
    """Write an organisation's package to PATH."""
    with path.open("w+b") as target:
        pack(organisation, target, now or timezone.now(), lambda: None)
    return path


def imported(path: Path, *options: str) -> str:
    """Import a package as at the command line; return what was said."""
    out = io.StringIO()
    call_command("import_package", str(path), *options, stdout=out)
    return out.getvalue()


def entries_of(path: Path) -> dict[str, bytes]:
    """Return every file of a package."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(path: Path) -> Rows:
    """Return every line of a package, by kind."""
    entries = entries_of(path)
    return {
        kind.name: [json.loads(line) for line in entries[f"{kind.name}.jsonl"].splitlines()]
        for kind in all_kinds()
    }


def written(path: Path, entries: dict[str, bytes]) -> Path:
    """Write files into an archive as they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def changed(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Rewrite a package; its manifest is made to fit, as a forger would."""
    entries = entries_of(path)
    change(entries)
    manifest = json.loads(entries.pop("manifest.json"))
    manifest["files"] = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in entries.items()
    }
    entries["manifest.json"] = json.dumps(manifest).encode()
    return written(path, entries)
