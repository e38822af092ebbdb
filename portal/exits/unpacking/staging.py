"""A package from outside, unpacked to a place of its own. Nothing in it is believed.

An archive can name files outside of its folder, links, the same name twice, or a few bytes that
unpack to a full disk. What is not exactly what the format describes is refused before it is
written, and what is written is held against the manifest while it is.
"""

import hashlib
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from pydantic import ValidationError

from portal.exits.format import INDEX, MANIFEST, README, VERSION, FileEntry, Manifest, lines_of
from portal.exits.models import packages_folder
from portal.members.estates import BadPackage, all_kinds

MOST_FILES = 50_000
MOST_BYTES = 8 * 1024**3
MOST_MANIFEST_BYTES = 16 * 1024**2
# Versions of one text may shrink to a hundredth; a bomb to a thousandth, and it is large.
MOST_RATIO = 200
SMALL = 100 * 1024**2
_CHUNK = 1024 * 1024
_FILE = re.compile(r"files/[a-z_]{1,40}/[A-Za-z0-9_-]{1,64}(\.[a-z0-9]{1,5})?")
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """A package whose files lie unpacked in `folder`, each as the manifest says."""

    manifest: Manifest
    folder: Path
    # Of the whole archive: the package's own name.
    digest: str


@contextmanager
def staged(path: Path, advance: Advance) -> Iterator[Staged]:
    """Unpack a package while the block runs. Raises BadPackage with the reason."""
    packages_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="staging-", dir=packages_folder()))
    try:
        yield _unpack(path, folder, advance)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise BadPackage(_("This is no intact ZIP file: %s.") % error) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(path: Path, folder: Path, advance: Advance) -> Staged:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with zipfile.ZipFile(path) as archive:
        _require_harmless(archive.infolist())
        manifest = _manifest(archive)
        _require_complete(archive, manifest)
        for name, entry in manifest.files.items():
            _copy(archive, name, folder / name, entry)
            advance(entry.size)
    return Staged(manifest, folder, digest)


def _require_harmless(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_FILES:
        raise BadPackage(_("The package holds too many files."))
    known = {README, MANIFEST, INDEX, *(lines_of(kind.name) for kind in all_kinds())}
    names: set[str] = set()
    for info in infos:
        # The name as it stands in the archive: `filename` may have been cut or turned already.
        if info.orig_filename not in known and not _FILE.fullmatch(info.orig_filename):
            raise BadPackage(
                _("The package holds a file that is none of its own: %s.")
                % ascii(info.orig_filename[:80])
            )
        if info.filename.casefold() in names:
            raise BadPackage(_("The package holds a file twice: %s.") % info.filename)
        names.add(info.filename.casefold())
        _require_plain(info)
    if sum(info.file_size for info in infos) > min(MOST_BYTES, _free_bytes()):
        raise BadPackage(_("The package is too large when unpacked."))


def _free_bytes() -> int:
    return shutil.disk_usage(packages_folder()).free


def _require_plain(info: zipfile.ZipInfo) -> None:
    mode = info.external_attr >> 16
    if (stat.S_IFMT(mode) not in {0, stat.S_IFREG}) or info.is_dir():
        raise BadPackage(_("The package holds something that is no file: %s.") % info.filename)
    if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
        raise BadPackage(_("The package is packed in a way we do not read."))
    if info.file_size > SMALL and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        raise BadPackage(
            _("The package holds a file that unpacks to far too much: %s.") % info.filename
        )


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise BadPackage(_("This is no exit package: it has no manifest."))
    if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
        raise BadPackage(_("The manifest of the package is too large."))
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise BadPackage(_("The manifest of the package is not valid, at “%s”.") % where) from None
    if manifest.version != VERSION:
        raise BadPackage(
            _("The package has version %(theirs)d of the format; this Kreiswissen reads %(ours)d.")
            % {"theirs": manifest.version, "ours": VERSION}
        )
    return manifest


def _require_complete(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    there, said = set(archive.namelist()) - {MANIFEST}, set(manifest.files)
    if different := sorted(there ^ said):
        raise BadPackage(_("Manifest and files differ: %s.") % ascii(different[0]))
    kinds = {kind.name for kind in all_kinds()}
    if kinds != set(manifest.counts):
        different = sorted(kinds ^ set(manifest.counts))
        raise BadPackage(_("The package has other kinds of things: %s.") % ", ".join(different))


def _copy(archive: zipfile.ZipFile, name: str, target: Path, entry: FileEntry) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as source, target.open("xb") as copy:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > entry.size:
                break
            digest.update(chunk)
            copy.write(chunk)
    if (size, digest.hexdigest()) != (entry.size, entry.sha256):
        raise BadPackage(
            _("The checksum of %s is wrong: the package was changed or damaged.") % name
        )
