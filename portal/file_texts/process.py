"""The process that reads the text of one file. It gets a path and nothing else.

Started by `reading.py` by its path, without Django. What kind of file it is follows from its
content, never from its name. It prints one JSON object: a state, and the text.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

MEMORY = 1_000_000_000
CPU_SECONDS = 20
LARGEST_OUTPUT = 4_000_000
MOST_ENTRIES = 2_000
LARGEST_WHOLE = 100_000_000
# What of it is text to be read: mammoth's time grows faster than it does.
LARGEST_PART = 20_000_000
_ENCRYPTED = 0x1
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# A word divided at the end of a line, as in most German PDF files.
_DIVIDED = re.compile(r"([a-zäöüß])[-\u00ad]\n([a-zäöüß])")
_ODT = "application/vnd.oasis.opendocument.text"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_ODF_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


class Unreadable(Exception):
    """There is no text to be had; the argument names the state."""


def main() -> None:
    """Read the file of the order and print what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    order = json.load(sys.stdin)
    try:
        text = tidy(_text(Path(order["path"]).read_bytes(), order["most"]))[: order["most"]]
        answer = {"state": "read" if text else "empty", "text": text}
    except Unreadable as error:
        answer = {"state": str(error), "text": ""}
    except (MemoryError, RecursionError):
        answer = {"state": "too_much", "text": ""}
    except Exception:  # noqa: BLE001 - whatever in a broken file a library stumbles over
        answer = {"state": "broken", "text": ""}
    json.dump(answer, sys.stdout)


def tidy(text: str) -> str:
    """Take out what is no text, and put divided words together."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _DIVIDED.sub(r"\1\2", _SPACE.sub(" ", text))
    return _LINES.sub("\n", text).strip()


def _text(content: bytes, most: int) -> str:
    if content.startswith(b"%PDF-"):
        return _bounded(_of_pdf(content), most)
    if content.startswith(b"PK"):
        return _of_zip(content, most)
    if b"\x00" in content[:4_096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("other")
    return _plain(content, most)


def _bounded(pieces: Iterable[str], most: int) -> str:
    """Put pieces together until there is enough; hyphens may still go, so a little more is kept."""
    kept: list[str] = []
    length = 0
    for piece in pieces:
        kept.append(piece)
        length += len(piece)
        if length > 2 * most:
            break
    return "\n".join(kept)


def _of_pdf(content: bytes) -> Iterable[str]:
    from pypdf import PdfReader  # noqa: PLC0415 - bounds come first
    from pypdf.errors import FileNotDecryptedError, LimitReachedError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(content))
        for page in reader.pages:
            yield page.extract_text()
    except FileNotDecryptedError:
        raise Unreadable("locked") from None
    except LimitReachedError:
        raise Unreadable("too_much") from None


def _of_zip(content: bytes, most: int) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > LARGEST_WHOLE:
            raise Unreadable("bomb")
        if any(one.flag_bits & _ENCRYPTED for one in entries):
            raise Unreadable("locked")
        names = archive.NameToInfo
        if "word/document.xml" in names:
            if (
                sum(one.file_size for one in entries if one.filename.endswith(".xml"))
                > LARGEST_PART
            ):
                raise Unreadable("too_much")
            return _of_docx(content)
        if "mimetype" in names and _head(archive, "mimetype", 200).strip() == _ODT.encode():
            return _bounded(_of_odt(archive), most)
    raise Unreadable("other")


def _head(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as entry:
        return entry.read(most)


def _of_docx(content: bytes) -> str:
    import mammoth  # noqa: PLC0415 - bounds come first

    text: str = mammoth.extract_raw_text(io.BytesIO(content)).value
    return text


def _of_odt(archive: zipfile.ZipFile) -> Iterable[str]:
    from defusedxml import ElementTree  # noqa: PLC0415 - bounds come first

    if "META-INF/manifest.xml" in archive.NameToInfo:
        manifest = _head(archive, "META-INF/manifest.xml", 1_000_000)
        if b"encryption-data" in manifest:
            raise Unreadable("locked")
    content = _head(archive, "content.xml", LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise Unreadable("too_much")
    body = ElementTree.fromstring(content, forbid_dtd=True).find(f"{{{_OFFICE}}}body")
    for element in body.iter() if body is not None else ():
        if element.tag in {f"{{{_ODF_TEXT}}}p", f"{{{_ODF_TEXT}}}h"}:
            yield "".join(_pieces(element))


def _pieces(element: Any) -> Iterable[str]:
    """Yield the text of a paragraph; paragraphs inside of it (of frames) come by themselves."""
    yield element.text or ""
    for child in element:
        if child.tag in {f"{{{_ODF_TEXT}}}s", f"{{{_ODF_TEXT}}}tab", f"{{{_ODF_TEXT}}}line-break"}:
            yield " "
        elif child.tag not in {f"{{{_ODF_TEXT}}}p", f"{{{_ODF_TEXT}}}h"}:
            yield from _pieces(child)
        yield child.tail or ""


def _plain(content: bytes, most: int) -> str:
    """Read bytes as text: what says how it is written, else UTF-8, else as offices write it."""
    start = content[: 8 * most]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "replace")
    try:
        # The cut may have gone through a letter.
        return start.decode("utf-8-sig", "strict" if len(start) == len(content) else "ignore")
    except UnicodeDecodeError:
        return start.decode("windows-1252", "replace")


if __name__ == "__main__":
    main()
