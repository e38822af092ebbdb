"""Documents people bring: what is read of them, and what is refused."""

import pytest

from casestudies.headings import HEADINGS, REST
from portal.publishing.reading_in import LARGEST, NotReadable, read_document, sort_into
from portal.publishing.reading_in.sections import section_named
from tests.factories import documents
from tests.factories.documents import docx, heading, paragraph

BOMB = b"0" * (101 * 1024 * 1024)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">'
    '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
)


def encrypted() -> bytes:
    """Mark every part as locked: bit 0 of the flags in each local and central header."""
    content = bytearray(docx(paragraph("Text")))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(sign, at + 4)
    return bytes(content)


def test_a_word_file_keeps_its_structure() -> None:
    read = read_document(
        docx(
            documents.title("Unser Titel"),
            heading("Ausgangslage"),
            paragraph("Es war so.", bold=True),
            documents.link("Kreis"),
            documents.table(("Jahr", "Zahl"), ("2024", "12")),
            heading("Am Rand", 2),
        )
    )
    assert (read.title, read.pictures, dict(read.fields)) == ("Unser Titel", 0, {})
    assert read.html == (
        "<h2>Ausgangslage</h2><p><strong>Es war so.</strong></p>"
        '<p><a href="https://kreis.example/" rel="nofollow noopener noreferrer">Kreis</a></p>'
        "<table><tbody><tr><td><p>Jahr</p></td><td><p>Zahl</p></td></tr>"
        "<tr><td><p>2024</p></td><td><p>12</p></td></tr></tbody></table><h3>Am Rand</h3>"
    )


def test_scripts_and_bad_links_in_a_word_file_are_text_or_gone() -> None:
    read = read_document(
        docx(
            paragraph("&lt;script&gt;alert(1)&lt;/script&gt;"),
            documents.link("Klick"),
            target="javascript:alert(1)",
        )
    )
    assert read.html == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
        '<p><a rel="nofollow noopener noreferrer">Klick</a></p>'
    )


def test_a_picture_that_lies_elsewhere_is_counted_and_never_opened() -> None:
    read = read_document(docx(paragraph("Vorher"), documents.picture_elsewhere()))
    assert (read.html, read.pictures) == ("<p>Vorher</p>", 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (docx(paragraph("x"), more={"word/media/a.png": BOMB}), "mehr, als ein Text sein kann"),
        (docx(paragraph("x"), more={"word/a.xml": BOMB[: 9 << 20]}), "zu lang"),
        (docx("<w:p/>" * 30_001), "zu lang"),
        (docx(paragraph("&b;"), before=LAUGHS), "was keine Word-Datei enthält"),
        (docx(paragraph("x"), more={"word/a.rels": LAUGHS.encode("utf-16")}), "keine Word-Datei"),
        (docx("<w:p>" * 200 + "</w:p>" * 200), "beschädigt"),
        (docx(paragraph("x"))[:900], "beschädigt"),
        (docx("<w:p>"), "beschädigt"),
        (encrypted(), "Kennwort"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "als .docx"),
        (b"%PDF-1.4", "weder"),
        (b"Text\x00Text", "weder"),
        ("Ä".encode("latin-1"), "UTF-8"),
        (b"   \n", "leer"),
        (b"x" * (LARGEST + 1), "größer als 10"),
        (b"---\na: *b\n---\n", "Verweise"),
    ],
    ids=["bomb", "long", "many", "entities", "utf16", "deep", "cut", "xml", "locked", "old",
         "pdf", "nul", "latin1", "empty", "large", "yaml"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(NotReadable) as refused:
        read_document(content)
    assert said in refused.value.reason


def test_markdown_begins_with_fields_and_a_title() -> None:
    read = read_document(b"---\nsummary: Kurz\n---\n\n# Titel\n\n## Ziel\n\n<b>x</b>\n")
    assert (read.title, dict(read.fields)) == ("Titel", {"summary": "Kurz"})
    assert read.html == "<h2>Ziel</h2>\n<p>&lt;b&gt;x&lt;/b&gt;</p>\n"


def test_headings_lead_texts_to_their_sections() -> None:
    found = sort_into(
        "<h2>Mein Titel</h2><p>Vorweg</p><h3>Hintergrund</h3><p>a</p><h4>Genauer</h4><p>b</p>"
        "<h3>Wetter</h3><p>c</p><p><strong>Fazit:</strong></p><p>d</p>",
        HEADINGS,
        REST,
    )
    assert found.title == "Mein Titel"
    assert found.html == {
        "body": "<p>Vorweg</p><h3>Wetter</h3><p>c</p>",
        "starting_point": "<p>a</p><h2>Genauer</h2><p>b</p>",
        "lessons": "<p>d</p>",
    }
    assert [(part.heading, part.section) for part in found.parts] == [
        ("Hintergrund", "starting_point"),
        ("Wetter", "body"),
        ("Fazit:", "lessons"),
    ]


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("1. Ausgangslage", "starting_point"), ("Ausgangs-Lage", "starting_point"),
        ("Ziele des Projekts", "goal"), ("Vorgehn", "what_was_done"),
        ("WHAT WE DID", "what_was_done"),
        ("Rechtliche Grundlagen", "law"), ("Ergebnis und Wirkung", "result"),
        ("Was würden wir anders machen?", "lessons"), ("Summary", "summary"),
        ("Wetter", None), ("Lehrende im Landkreis", None), ("Kontakt", None), ("", None),
    ],
)  # fmt: skip
def test_headings_are_recognised_as_people_write_them(heading: str, section: str | None) -> None:
    assert section_named(heading, HEADINGS) == section
