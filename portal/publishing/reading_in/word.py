"""Word files, read by mammoth after a look at what it would have to read.

A .docx is a zip of XML. Before anything is unpacked as a whole: how large it gets, whether parts
are locked by a password, and that no part declares a document type, the way to entities that
name other files or unfold to gigabytes. Pictures and whatever lies outside are never opened.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

import mammoth
from django.utils.translation import gettext as _

from portal.publishing.reading_in.errors import NotReadable

_MAIN = "word/document.xml"
MOST_PARTS = 2_000
# What all parts unpack to; what of it is text that has to be read (ten pages are about 200 KB).
LARGEST_WHOLE = 100 * 1024 * 1024
LARGEST_TEXT = 8 * 1024 * 1024
# In one part; Word writes some hundreds to a page, and mammoth's time grows faster than they do.
MOST_ELEMENTS = 30_000
DEEPEST = 100
_XML = (".xml", ".rels")
_ENCRYPTED = 0x1

# Word's own names of styles, whatever language it speaks. `h1` is the document's title alone.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Titel'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='heading 1'] => h2:fresh
p[style-name='heading 2'] => h3:fresh
p[style-name='heading 3'] => h4:fresh
p[style-name='heading 4'] => h5:fresh
p[style-name='heading 5'] => h6:fresh
p[style-name='heading 6'] => h6:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
comment-reference =>
"""


def is_word(content: bytes) -> bool:
    """Whether this is a zip with Word's main part in it."""
    if not content.startswith(b"PK"):
        return False
    try:
        with ZipFile(BytesIO(content)) as file:
            return _MAIN in file.NameToInfo
    except (BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise _damaged() from None


def word_html(content: bytes) -> tuple[str, int]:
    """Return the text as HTML that is still to be sanitised, and how many pictures it had."""
    with ZipFile(BytesIO(content)) as file:
        _refuse_bombs(file.infolist())
        for part in _texts(file.infolist()):
            _walk_through(file, part)
    pictures: list[None] = []

    def leave_out(_image: Any) -> list[Any]:
        pictures.append(None)
        return []

    try:
        html = mammoth.convert_to_html(
            BytesIO(content),
            convert_image=leave_out,
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
        ).value
    except Exception:  # noqa: BLE001 - whatever in a broken file mammoth stumbles over
        raise _damaged() from None
    return html, len(pictures)


def _refuse_bombs(parts: list[ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise NotReadable(_("This file unpacks to more than a text can be. It is not read."))
    if sum(part.file_size for part in _texts(parts)) > LARGEST_TEXT:
        raise _too_long()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise NotReadable(_("This file is locked by a password. Please save it without one."))


def _texts(parts: list[ZipInfo]) -> Iterator[ZipInfo]:
    return (part for part in parts if part.filename.lower().endswith(_XML))


def _walk_through(file: ZipFile, part: ZipInfo) -> None:
    """Walk through the XML without keeping it: no document types, nothing endless or bottomless."""
    depth = elements = 0

    def document_type(*_declared: Any) -> None:
        raise NotReadable(_("This file holds what no Word file holds. It is not read."))

    def opened(*_tag: Any) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > DEEPEST:
            raise _damaged()
        if elements > MOST_ELEMENTS:
            raise _too_long()

    def closed(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(file.read(part), True)  # noqa: FBT003 - expat's
    except NotReadable:
        raise
    except Exception:  # noqa: BLE001 - expat, zlib and zipfile each have their own
        raise _damaged() from None


def _too_long() -> NotReadable:
    return NotReadable(
        _("This text is too long: a case study is read in ten minutes. Please shorten it.")
    )


def _damaged() -> NotReadable:
    return NotReadable(_("This file is damaged. Please open it in Word and save it anew."))
