"""Files people bring: known by their content, bounded, without what they did not mean to tell."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from portal.kernel.pictures import clean_image
from portal.kernel.text import clean_line

MOST_BYTES = 10 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
LONGEST_STEM = 80

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_PDF = ("pdf", "application/pdf")
_OPEN = "application/vnd.oasis.opendocument."
_ODT = ("odt", f"{_OPEN}text")
_ODS = ("ods", f"{_OPEN}spreadsheet")
_ODP = ("odp", f"{_OPEN}presentation")
_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCX = ("docx", f"{_OFFICE}wordprocessingml.document")
_XLSX = ("xlsx", f"{_OFFICE}spreadsheetml.sheet")
_PPTX = ("pptx", f"{_OFFICE}presentationml.presentation")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NOT_IN_NAMES = re.compile(r"[^\w .()+-]")


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file as it is stored and served."""

    name: str
    content_type: str
    data: bytes
    is_image: bool

    @property
    def extension(self) -> str:
        """The ending that goes with what it is, whatever it was called."""
        return self.name.rpartition(".")[2]


def clean_file(upload: "File[bytes]") -> CleanFile:
    """Return what was uploaded, checked; raises ValidationError with the way out."""
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(_("This file is larger than 10 MB. Please make it smaller."))
    start = upload.read(16)
    upload.seek(0)
    if start.startswith(_PICTURES) or (start[:4], start[8:12]) == (b"RIFF", b"WEBP"):
        return clean_picture(upload)
    data, given = upload.read(), upload.name or ""
    extension, content_type = document_kind(data, given)
    return CleanFile(_named(given, extension), content_type, data, is_image=False)


def clean_picture(upload: "File[bytes]", most_bytes: int | None = None) -> CleanFile:
    """Return a picture drawn anew, under a name that goes with it."""
    picture = clean_image(upload, most_bytes)
    name = _named(upload.name or "", picture.extension)
    return CleanFile(name, picture.content_type, picture.data, is_image=True)


def document_kind(data: bytes, given: str) -> tuple[str, str]:
    """Return ending and type of a document, by its content; raises ValidationError for others."""
    if data.startswith(b"%PDF-"):
        return _PDF
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if not data or _CONTROL.search(data):
        raise _unknown()
    return _text(data, given)


def _text(data: bytes, given: str) -> tuple[str, str]:
    try:
        data.decode("utf-8-sig")
        charset = "utf-8"
    except UnicodeDecodeError:
        # What spreadsheets in German offices write.
        charset = "windows-1252"
    # The content of a table and of a text look alike: here the name may say which it is.
    kind = "csv" if given.lower().endswith(".csv") else "plain"
    return ("csv" if kind == "csv" else "txt"), f"text/{kind}; charset={charset}"


def _packed(data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _office(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise _unknown() from None


def _office(archive: zipfile.ZipFile) -> tuple[str, str]:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise ValidationError(_("This file unpacks to far more than it should. We do not take it."))
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("This document holds macros. Please save it without them."))
    kind = _start_of(archive, names, "mimetype").strip().decode("ascii", "replace")
    for known in (_ODT, _ODS, _ODP):
        if kind == known[1]:
            return known
    types = _start_of(archive, names, "[Content_Types].xml")
    for known in (_DOCX, _XLSX, _PPTX):
        if f"{known[1]}.main+xml".encode() in types:
            return known
    raise _unknown()


def _start_of(archive: zipfile.ZipFile, names: set[str], name: str) -> bytes:
    if name not in names:
        return b""
    with archive.open(name) as entry:
        return entry.read(200_000)


def _named(given: str, extension: str) -> str:
    """Clean a file's name; its ending follows from its content."""
    stem = PurePath(clean_line(given).replace("\\", "/")).stem
    stem = _NOT_IN_NAMES.sub("", stem).strip(" .")[:LONGEST_STEM].rstrip(" .")
    return f"{stem or 'datei'}.{extension}"


def _unknown() -> ValidationError:
    return ValidationError(
        _(
            "We take pictures (PNG, JPEG, WebP), PDF, CSV and TXT files, and documents of office "
            "programs (ODT, ODS, ODP, DOCX, XLSX, PPTX)."
        )
    )
