"""A ZIP file written as a stream, always the same for the same content."""

import hashlib
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import IO, BinaryIO

from portal.exits.format import FileEntry

# ZIP knows no earlier one; when a package was made stands in its manifest alone.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1024 * 1024


@dataclass(slots=True)
class Entry:
    """A file of the archive while it is written."""

    _target: IO[bytes]
    _digest: "hashlib._Hash"
    size: int = 0

    def write(self, data: bytes) -> None:
        """Write, and count what was written."""
        self._target.write(data)
        self._digest.update(data)
        self.size += len(data)

    def result(self) -> FileEntry:
        """Return what was written."""
        return FileEntry(sha256=self._digest.hexdigest(), size=self.size)


class Archive:
    """The package being written; `files` says what is in it so far."""

    def __init__(self, target: BinaryIO) -> None:
        self.files: dict[str, FileEntry] = {}
        self._zip = zipfile.ZipFile(target, "w")

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the directory of the archive."""
        self._zip.close()

    @contextmanager
    def entry(self, name: str, *, packed: bool = True) -> Iterator[Entry]:
        """Write one file; only one is written at a time."""
        info = zipfile.ZipInfo(name, _ALWAYS)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.create_system = 3
        info.external_attr = (stat.S_IFREG | 0o644) << 16
        with self._zip.open(info, "w", force_zip64=True) as target:
            entry = Entry(target, hashlib.sha256())
            yield entry
        self.files[name] = entry.result()

    def copy(self, name: str, source: IO[bytes]) -> None:
        """Write one file from another; pictures and documents are packed already."""
        with self.entry(name, packed=False) as entry:
            while chunk := source.read(_CHUNK):
                entry.write(chunk)
