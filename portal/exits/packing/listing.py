"""`inhalt.html`: everything in a package as a plain page, to read, search and print."""

from collections.abc import Iterator, Mapping, Sequence
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.exits.format import lines_of
from portal.members.estates import Kind, Row, all_kinds
from portal.members.models import Organisation

_IN_MEMORY = 64 * 1024
_CHUNK = 64 * 1024
# Where the things stand in the page; no text of ours holds this character.
_HERE = "\x1e"


class Listing:
    """Collects one line for every thing, on disk once they are many."""

    def __init__(self) -> None:
        self._lines: dict[str, IO[bytes]] = {
            kind.name: SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by `__exit__`
            for kind in all_kinds()
        }

    def __enter__(self) -> "Listing":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the lines."""
        for lines in self._lines.values():
            lines.close()

    def add(self, kind: Kind, row: Row) -> None:
        """Note one thing."""
        self._lines[kind.name].write(f"{_item(kind, row)}\n".encode())

    def page(
        self, organisation: Organisation, counts: Mapping[str, int], missing: Sequence[str]
    ) -> Iterator[str]:
        """Yield the page in parts."""
        context = {
            "organisation": organisation,
            "instance": settings.BASE_URL,
            "missing": missing,
            "here": _HERE,
        }
        head, _here, foot = render_to_string("exits/inhalt.html", context).rpartition(_HERE)
        yield head
        for kind in all_kinds():
            yield _heading(kind, counts[kind.name])
            lines = self._lines[kind.name]
            lines.seek(0)
            # Cut between lines only, or a letter of several bytes could be cut in two.
            while chunk := lines.readlines(_CHUNK):
                yield b"".join(chunk).decode()
            yield "</ol>\n</section>\n"
        yield foot


def _heading(kind: Kind, number: int) -> SafeString:
    return format_html(
        "<section>\n<h2>{} ({})</h2>\n<p><code>{}</code></p>\n<ol>\n",
        kind.label,
        number,
        lines_of(kind.name),
    )


def _item(kind: Kind, row: Row) -> SafeString:
    line = " ".join(str(kind.line(row)).split())
    if place := getattr(row, "file", "") or getattr(row, "image", ""):
        return format_html('<li><a href="{}">{}</a></li>', place, line)
    return format_html("<li>{}</li>", line)
