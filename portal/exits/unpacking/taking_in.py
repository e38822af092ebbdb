"""Take a package in: everything in one transaction, or nothing at all."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.core.exceptions import ValidationError as Invalid
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from portal.exits.format import Manifest, lines_of
from portal.exits.models import ImportedPackage
from portal.exits.unpacking.staging import Staged, staged
from portal.kernel.verdict import Refused
from portal.members.estates import Arrival, BadPackage, Kind, all_kinds
from portal.members.estates.arrival import find_organisation

MOST_LINE_BYTES = 32 * 1024**2
_KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Watcher:
    """Whom to tell how far it is: bytes unpacked, things written."""

    unpacked: Callable[[int], None] = lambda _size: None
    written: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an import; `imported_before` where the package was here already."""

    manifest: Manifest
    imported_before: datetime | None = None


def import_package(path: Path, *, dry_run: bool, now: datetime, watcher: Watcher) -> Outcome:
    """Import a package into an instance where its organisation owns nothing yet.

    Repeating it changes nothing. A dry run does the same and takes all of it back. Raises
    BadPackage; then nothing is changed, on disk neither.
    """
    with staged(path, watcher.unpacked) as package:
        if known := ImportedPackage.objects.filter(digest=package.digest).first():
            return Outcome(package.manifest, known.imported_at)
        _require_first(package.manifest)
        _take_in_all_or_nothing(package, dry_run=dry_run, now=now, watcher=watcher)
    return Outcome(package.manifest)


def _require_first(manifest: Manifest) -> None:
    organisation = find_organisation(manifest.organisation)
    earlier = ImportedPackage.objects.filter(organisation=organisation).first()
    if organisation and earlier:
        raise BadPackage(
            _("Another package of this organisation was imported on %(date)s.")
            % {"date": f"{earlier.imported_at:%d.%m.%Y}"}
        )


def _take_in_all_or_nothing(
    package: Staged, *, dry_run: bool, now: datetime, watcher: Watcher
) -> None:
    arrival, done = Arrival(package.folder, package.manifest.instance, now), False
    try:
        with transaction.atomic():
            written = {kind.name: _take_in(kind, arrival, watcher) for kind in all_kinds()}
            _require_equal(package.manifest, written, arrival)
            _note(package, arrival, now)
            transaction.set_rollback(dry_run)
        done = not dry_run
    finally:
        if not done:
            arrival.forget_stored()


def _take_in(kind: Kind, arrival: Arrival, watcher: Watcher) -> list[int]:
    written = []
    for number, line in enumerate(_lines(arrival.path(lines_of(kind.name))), 1):
        try:
            row: Any = kind.record.model_validate_json(line)
            written.append(kind.take_in(row, arrival))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise BadPackage(_at(kind, number, f"{where}: {first['msg']}")) from None
        except Invalid as error:
            raise BadPackage(_at(kind, number, " ".join(error.messages))) from None
        except (BadPackage, Refused) as error:
            raise BadPackage(_at(kind, number, str(error))) from None
        except (DataError, IntegrityError, SuspiciousFileOperation, KeyError, TypeError) as error:
            raise BadPackage(_at(kind, number, type(error).__name__)) from error
        watcher.written()
    return written


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while line := file.readline(MOST_LINE_BYTES + 1):
            if len(line) > MOST_LINE_BYTES:
                raise BadPackage(_("A line of %s is too long.") % path.name)
            yield line


def _at(kind: Kind, number: int, reason: str) -> str:
    return f"{lines_of(kind.name)}:{number}: {reason}"


def _require_equal(manifest: Manifest, written: Mapping[str, list[int]], arrival: Arrival) -> None:
    """Hold what the database has now against what the package says it holds."""
    here = {kind.name: _count(kind, written[kind.name], arrival) for kind in all_kinds()}
    if differing := [name for name, number in here.items() if number != manifest.counts[name]]:
        name = differing[0]
        raise BadPackage(
            _("%(kind)s: the package says %(said)d, here are %(here)d. Nothing was imported.")
            % {"kind": name, "said": manifest.counts[name], "here": here[name]}
        )


def _count(kind: Kind, keys: list[int], arrival: Arrival) -> int:
    if kind.count:
        return kind.count(arrival.organisation)
    rows = apps.get_model(kind.tables[0])._base_manager
    parts = (keys[at : at + _KEYS_AT_ONCE] for at in range(0, len(keys), _KEYS_AT_ONCE))
    return sum(rows.filter(pk__in=part).count() for part in parts)


def _note(package: Staged, arrival: Arrival, now: datetime) -> None:
    ImportedPackage.objects.create(
        organisation=arrival.organisation,
        digest=package.digest,
        instance=package.manifest.instance,
        made_at=package.manifest.made_at,
        imported_at=now,
        counts=package.manifest.counts,
    )
