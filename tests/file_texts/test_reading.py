"""Text comes out of files of every kind; what is hostile, locked or broken is named as such."""

import io
import zipfile
import zlib
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from portal.file_texts import reading
from portal.file_texts.models import FileText
from portal.file_texts.process import tidy
from portal.file_texts.reading import MOST_TEXT, read_text
from tests.factories.files import docx_of, locked_pdf, odt, pdf

pytestmark = pytest.mark.django_db
State = FileText.State


def stored(content: bytes, name: str = "datei") -> Any:
    """Keep a file as fields of models do."""
    storage = InMemoryStorage()
    return SimpleNamespace(storage=storage, name=storage.save(name, ContentFile(content)))


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


READABLE = {
    "pdf": pdf("Über den Haushaltsplan", "Seite zwei"),
    "docx": docx_of("Über den Haushaltsplan"),
    "odt": odt(["Über den Haushaltsplan", "Zeile <zwei> & mehr"]),
    "txt": "Über den Haushaltsplan".encode(),
    "txt of an office": "Über den Haushaltsplan".encode("cp1252"),
    "txt of Windows": "Über den Haushaltsplan".encode("utf-16"),
}


@pytest.mark.parametrize("kind", READABLE)
def test_text_is_read_by_content_whatever_the_name_says(kind: str) -> None:
    text = read_text(stored(READABLE[kind], "bild.png"))
    assert text.state == State.READ
    assert text.text.splitlines()[0] == "Über den Haushaltsplan"


def deep_pdf() -> bytes:
    """Write a PDF whose one page holds dictionaries a hundred thousand deep."""
    deep = b"<</A" * 100_000 + b" 1 " + b">>" * 100_000
    return pdf("x").replace(b"/MediaBox", b"/Deep " + deep + b"/MediaBox")


def unfolding_pdf() -> bytes:
    """Write a PDF whose one stream unfolds to 400 MB."""
    packed = zlib.compress(zlib.compress(b" " * 400_000_000, 9), 9)
    head = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(packed)
    whole = pdf("x")
    start = whole.index(b"<</Length")
    end = whole.index(b"endobj", start)
    return whole[:start] + head + packed + b"\nendstream" + whole[end:]


def laughing_odt() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x>&e9;</x>'
    return zipped(mimetype=odt_kind(), content_xml=xml.encode())


def odt_kind() -> bytes:
    return b"application/vnd.oasis.opendocument.text"


def locked_odt() -> bytes:
    """Write an ODT file as LibreOffice locks it: the manifest says so, the text is noise."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", odt_kind())
        archive.writestr("content.xml", b"\x8f\x01")
        archive.writestr("META-INF/manifest.xml", "<manifest><encryption-data/></manifest>")
    return file.getvalue()


REFUSED = {
    "locked pdf": (lambda: locked_pdf("geheim", "x"), State.LOCKED),
    "locked odt": (locked_odt, State.LOCKED),
    "half a pdf": (lambda: pdf("x")[:60], State.BROKEN),
    "half a docx": (lambda: docx_of("x")[:-40], State.BROKEN),
    "scan": (lambda: pdf(""), State.EMPTY),
    "empty": (lambda: b"", State.EMPTY),
    "sheet": (lambda: zipped(xl__workbook_xml=b"<x/>"), State.OTHER),
    "machine code": (lambda: b"\x7fELF\x00\x01", State.OTHER),
    "zip bomb": (lambda: zipped(word__document_xml=b"0" * 200_000_000), State.BOMB),
    "long docx": (lambda: zipped(word__document_xml=b"0" * 30_000_000), State.TOO_MUCH),
    "laughing odt": (laughing_odt, State.BROKEN),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_named(kind: str) -> None:
    make, state = REFUSED[kind]
    text = read_text(stored(make()))
    assert (text.state, text.text) == (state, "")


@pytest.mark.parametrize("make", [deep_pdf, unfolding_pdf])
def test_hostile_pdf_files_end_with_a_reason(make: Any) -> None:
    assert read_text(stored(make())).state in {State.TOO_MUCH, State.BROKEN, State.EMPTY}


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.001)
    assert read_text(stored(pdf("Plan"))).state == State.TOO_MUCH


def test_the_same_content_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_text(stored(pdf("Plan"), "a.pdf"))
    monkeypatch.setattr(reading, "_read", None)
    assert read_text(stored(pdf("Plan"), "b.pdf")) == first
    assert FileText.objects.count() == 1


def test_texts_are_bounded_and_lost_files_named(monkeypatch: pytest.MonkeyPatch) -> None:
    long = read_text(stored(b"wort " * 200_000))
    assert (long.state, len(long.text)) == (State.READ, MOST_TEXT)
    monkeypatch.setattr(reading, "LARGEST_FILE", 10)
    assert read_text(stored(b"mehr als zehn Zeichen")).state == State.TOO_MUCH
    lost = stored(b"x")
    lost.storage.delete(lost.name)
    assert read_text(lost).state == State.GONE


def test_divided_words_come_together() -> None:
    assert tidy("Bürger-\ndialog  und\r\n\n Foren\x00 im Netz") == "Bürgerdialog und\nForen im Netz"
