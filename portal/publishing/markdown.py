"""Markdown, and HTML from elsewhere, turned into what editors edit: a story, or a rich text."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup, Tag
from django.utils.html import format_html, format_html_join

from portal.kernel.markdown import render_markdown, sanitise

# Headings of a text stand below the heading of its section (h2), and Draftail knows two levels.
_LEVELS = {"h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_NAMES = {**_LEVELS, "strong": "b", "em": "i", "del": "s"}


def story_from_markdown(text: str) -> str:
    """Return the stored form (JSON) of a story field; tables become blocks of their own."""
    return json.dumps(blocks_from_markdown(text))


def blocks_from_markdown(text: str) -> list[dict[str, Any]]:
    """Return the same as blocks, each under a new id."""
    return _blocks_of(_elements(text))


def blocks_from_html(html: str) -> list[dict[str, Any]]:
    """Turn HTML from elsewhere into blocks: what our own Markdown makes is kept, the rest goes."""
    return _blocks_of(_elements_of(sanitise(html)))


def rich_text_from_markdown(text: str) -> str:
    """Return the stored form of a rich text field; a table becomes one line per row."""
    return "".join(
        _table_as_lines(element) if element.name == "table" else _rich(element)
        for element in _elements(text)
    )


def table_from_markdown(text: str) -> dict[str, Any] | None:
    """Return the stored form of a table, or None where the text is not exactly one."""
    elements = _elements(text)
    return _table(elements[0]) if [one.name for one in elements] == ["table"] else None


def _elements(text: str) -> list[Tag]:
    return _elements_of(render_markdown(text)) if text.strip() else []


def _elements_of(html: str) -> list[Tag]:
    soup = BeautifulSoup(html, "html.parser")
    return [element for element in soup.children if isinstance(element, Tag)]


def _blocks_of(elements: Iterable[Tag]) -> list[dict[str, Any]]:
    blocks: list[tuple[str, Any]] = []
    for element in elements:
        if element.name == "table":
            blocks.append(("table", _table(element)))
        elif blocks and blocks[-1][0] == "text":
            blocks[-1] = ("text", blocks[-1][1] + _rich(element))
        else:
            blocks.append(("text", _rich(element)))
    return [{"type": t, "value": v, "id": str(uuid4())} for t, v in blocks]


def _rich(element: Tag) -> str:
    """Write one block as Draftail stores it: no paragraphs in lists and quotations, no `pre`."""
    for paragraph in element.select("li > p, blockquote > p"):
        if paragraph.find_next_sibling("p"):
            paragraph.append(BeautifulSoup("<br/>", "html.parser"))
        paragraph.unwrap()
    for tag in [element, *element.find_all()]:
        tag.name = _NAMES.get(tag.name, tag.name)
        tag.attrs.pop("rel", None)
    if element.name == "pre":
        element.name = "p"
    return str(element)


def _table(element: Tag) -> dict[str, Any]:
    head, *rows = _even(_rows(element))
    return {
        "columns": [{"type": "text", "heading": heading} for heading in head],
        "rows": [{"values": row} for row in rows],
        "caption": "",
    }


def _table_as_lines(element: Tag) -> str:
    lines = ((" · ".join(row),) for row in _rows(element))
    return format_html("<p>{}</p>", format_html_join("", "{}<br/>", lines))


def _rows(element: Tag) -> list[list[str]]:
    return [
        [" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])]
        for row in element.find_all("tr")
    ]


def _even(rows: list[list[str]]) -> list[list[str]]:
    """Fill up short rows: cells that were joined elsewhere are missing."""
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows] or [[]]
