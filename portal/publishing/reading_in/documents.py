"""What kind of document it is, and its text as HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.kernel.frontmatter import Unreadable, front_matter, has_front_matter
from portal.kernel.markdown import render_markdown, sanitise
from portal.kernel.text import clean_line, clean_text
from portal.publishing.reading_in.errors import NotReadable
from portal.publishing.reading_in.word import is_word, word_html

LARGEST = 10 * 1024 * 1024
_TITLE = re.compile(r"^\s{0,3}#[ \t]+(.+?)[ \t#]*$\n?", re.MULTILINE)
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_OTHERS = (b"%PDF", b"{\\rtf", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")

__all__ = ["LARGEST", "Document", "NotReadable", "read_document"]


@dataclass(frozen=True, slots=True)
class Document:
    """A text as sanitised HTML, and what stands apart from it.

    `title` as the file marks it, `fields` as it begins with, `pictures` that were left out.
    """

    html: str
    title: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    pictures: int = 0


def read_document(content: bytes) -> Document:
    """Read a Word file or Markdown, whatever it is called. Raises NotReadable."""
    if len(content) > LARGEST:
        raise NotReadable(_("The file is larger than 10 MB. Pictures can be left out."))
    if is_word(content):
        html, pictures = word_html(content)
        title, text = _title_apart(clean_text(html))
        return Document(sanitise(text), title, pictures=pictures)
    if content.startswith(_OLD_WORD):
        raise NotReadable(
            _(
                "This is an old or a protected Word file. Please save it in Word as .docx without"
                " a password."
            )
        )
    if content.startswith(_OTHERS):
        raise NotReadable(_("This is neither a Word file (.docx) nor Markdown (.md)."))
    return _markdown(_text(content))


def _title_apart(html: str) -> tuple[str, str]:
    soup = BeautifulSoup(html, "html.parser")
    title = ""
    for heading in soup.find_all("h1"):
        if title:
            heading.name = "h2"
        else:
            title = clean_line(heading.extract().get_text(" "))
    return title, str(soup)


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadable(_("This is neither a Word file (.docx) nor a text in UTF-8.")) from None
    if "\x00" in text:
        raise NotReadable(_("This is neither a Word file (.docx) nor Markdown (.md)."))
    if not text.strip():
        raise NotReadable(_("The file is empty."))
    return text


def _markdown(text: str) -> Document:
    try:
        fields, body = front_matter(text) if has_front_matter(text) else ({}, text)
        body = body.lstrip()
        title = _TITLE.match(body)
        if title is None or _TITLE.search(body, title.end()):
            return Document(render_markdown(body), "", fields)
        return Document(render_markdown(body[title.end() :]), clean_line(title[1]), fields)
    except Unreadable as error:
        raise NotReadable(error.reason) from None
    except ValidationError as error:
        raise NotReadable(" ".join(error.messages)) from None
