"""Find the files and read their lines, whatever is in them: nothing here trusts its input."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.importing.problems import Place, Problem
from portal.kernel.frontmatter import Unreadable, front_matter, has_front_matter, once_each

MAX_LINE_BYTES = 1024 * 1024
MAX_FILE_BYTES = 1024 * 1024 * 1024

_LINES = frozenset({".jsonl", ".ndjson"})
_MARKDOWN = frozenset({".md", ".markdown"})
_PLAIN = frozenset({".txt"})
_FIELD_AT_LINE_START = re.compile(r"^([A-Za-z_]\w*)\s*:")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Raw:
    """The unchecked fields of one piece of content, and where they stand."""

    place: Place
    values: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)
    is_press_release: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, under the name by which it is reported."""

    path: Path
    name: str
    size: int


def find_sources(paths: Iterable[str]) -> Iterator[Source | Problem]:
    """Walk PATHS; in folders, files of other types are passed over with one hint."""
    for given in paths:
        path = Path(given)
        if path.is_dir():
            yield from _sources_in(path, given)
        elif path.is_file():
            yield _source(path, given)
        else:
            yield Problem(Place(given), _("There is no such file or folder."))


def _sources_in(folder: Path, given: str) -> Iterator[Source | Problem]:
    found, others = 0, 0
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            path = Path(parent, name)
            if path.suffix.lower() in _LINES | _MARKDOWN | _PLAIN and path.is_file():
                found += 1
                yield _source(path, str(path))
            else:
                others += 1
    if not found:
        yield Problem(Place(given), _("Nothing to import here: no .jsonl, .md or .txt file."))
    elif others:
        reason = ngettext(
            "%(count)d file of another type was passed over.",
            "%(count)d files of other types were passed over.",
            others,
        ) % {"count": others}
        yield Problem(Place(given), reason, is_hint=True)


def _source(path: Path, name: str) -> Source | Problem:
    if path.suffix.lower() not in _LINES | _MARKDOWN | _PLAIN:
        return Problem(
            Place(name), _("This type of file cannot be imported: only .jsonl, .md and .txt.")
        )
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        return Problem(Place(name), _("The file is larger than 1 GB. Please split it."))
    return Source(path, name, size)


def read(source: Source) -> Iterator[Raw | Problem]:
    """Read everything a file holds; what cannot be understood comes as a problem."""
    try:
        with source.path.open("rb") as file:
            if file.read(2) in _UTF16:
                yield Problem(Place(source.name), _("The file is UTF-16. Please save it as UTF-8."))
                return
            file.seek(0)
            if source.path.suffix.lower() in _LINES:
                yield from _read_lines(file, source)
            else:
                yield _read_whole(file, source)
    except OSError as error:
        yield Problem(
            Place(source.name),
            _("The file cannot be read: %(error)s") % {"error": error.strerror or error},
        )


def _read_lines(file: BinaryIO, source: Source) -> Iterator[Raw | Problem]:
    empty = True
    for number, line in enumerate(_bounded_lines(file), start=1):
        if line is not None and not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        empty = False
        place = Place(source.name, number)
        try:
            values = _json_object(_text(line))
        except Unreadable as error:
            yield Problem(place, error.reason)
        else:
            yield Raw(place, values, size=len(line or b""))
    if empty:
        yield Problem(Place(source.name), _("The file is empty."), is_hint=True)


def _bounded_lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines; None stands for one that is too long, which is never held in memory."""
    while line := file.readline(MAX_LINE_BYTES + 1):
        if len(line) <= MAX_LINE_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE_BYTES)
        yield None


def _read_whole(file: BinaryIO, source: Source) -> Raw | Problem:
    try:
        content = file.read(MAX_LINE_BYTES + 1)
        text = _text(content if len(content) <= MAX_LINE_BYTES else None)
        if source.path.suffix.lower() in _PLAIN:
            return _press_release(text, source)
        values, lines = _front_matter(text)
    except Unreadable as error:
        return Problem(Place(source.name, error.line), error.reason)
    return Raw(Place(source.name), values, lines, size=source.size)


def _text(content: bytes | None) -> str:
    if content is None:
        raise Unreadable(_("This is longer than 1 MB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("This is not UTF-8 (byte %(position)d). Please save the file as UTF-8.")
            % {"position": error.start + 1}
        ) from None
    if "\x00" in text:
        raise Unreadable(_("This contains NUL bytes; the file is probably damaged."))
    return text


# --- JSON ----------------------------------------------------------------------------------------


def _json_object(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text, object_pairs_hook=once_each, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(
            _("This is not valid JSON: %(error)s (character %(position)d).")
            % {"error": _json_error(error), "position": error.pos + 1}
        ) from None
    except Unreadable:
        raise
    except (ValueError, RecursionError):
        raise Unreadable(
            _("This is not valid JSON: too deeply nested or too large a number.")
        ) from None
    if not isinstance(values, dict):
        raise Unreadable(_("A line must be a JSON object: {…}."))
    return values


def _json_error(error: json.JSONDecodeError) -> str:
    sentences = {
        "Expecting value": _("a value is missing"),
        "Expecting property name enclosed in double quotes": _(
            "a field name in double quotation marks is missing"
        ),
        "Expecting ':' delimiter": _("a colon is missing"),
        "Expecting ',' delimiter": _("a comma is missing"),
        "Extra data": _("there is something after the end of the object"),
        "Unterminated string starting at": _("a quotation mark is missing at the end"),
    }
    return sentences.get(error.msg, _("there is a character that does not belong here"))


def _no_constant(_name: str) -> None:
    raise Unreadable(_("NaN and Infinity are no numbers in JSON."))


# --- Markdown with front matter ------------------------------------------------------------------


def _front_matter(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    if not has_front_matter(text):
        raise Unreadable(_("The front matter is missing: fields between two lines of “---”."))
    values, body = front_matter(text)
    if "body" in values:
        raise Unreadable(_("The text stands below the front matter, not in a field “body”."))
    return values | {"body": body.strip()}, _lines_of_fields(text)


def _lines_of_fields(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if number > 1 and line.rstrip() == "---":
            found["body"] = number + 1
            break
        if match := _FIELD_AT_LINE_START.match(line):
            found.setdefault(match[1], number)
    return found


# --- Press releases ------------------------------------------------------------------------------


def _press_release(text: str, source: Source) -> Raw:
    title, _newline, body = text.strip().partition("\n")
    if not title.strip():
        raise Unreadable(_("The file is empty."))
    values = {
        "kind": "news",
        "key": source.path.stem,
        "title": title.strip(),
        "body": body.strip() or title.strip(),
    }
    return Raw(
        Place(source.name), values, {"title": 1, "body": 2}, is_press_release=True, size=source.size
    )
