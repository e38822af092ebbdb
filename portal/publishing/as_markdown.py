"""A rich text of the CMS as Markdown, for those who write outside of it.

The way back is `markdown.py`. What would not come back as it was is not offered at all:
`editable_text` and `editable_table` say None, and the text is left to the CMS.
"""

import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from django.core.exceptions import ValidationError

from portal.publishing.markdown import rich_text_from_markdown, table_from_markdown
from portal.publishing.stories import rich_html

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~"}
_HEADINGS = {"h3": "##", "h4": "###"}
# Markdown's own signs where they would mean something.
_SPECIAL = re.compile(
    r"([\\`*\[])|((?<![^\W_])_|_(?![^\W_]))|(~)(?=~)|(<)(?=[\w/!?])|(&)(?=#?\w+;)"
)
_LINE_START = re.compile(r"^(\s*)(?=(?:#{1,6}|[-+>]|={2,}|-{2,})(?:\s|$)|>)", re.MULTILINE)
_NUMBER_START = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_GAP = re.compile(r"\s+")
_AFTER_BREAK = re.compile(r"\n +")
_BETWEEN = re.compile(r"(?<=>) +| +(?=<)")
# What only the CMS can make: links to pages and files that follow them, embedded things.
_OF_THE_CMS = ("linktype=", "<embed")


def editable_text(source: str) -> str | None:
    """Return a rich text as Markdown, or None where Markdown could not give it back."""
    if any(sign in source for sign in _OF_THE_CMS):
        return None
    markdown = markdown_from_rich_text(source)
    try:
        back = rich_text_from_markdown(markdown)
    except ValidationError:  # too long for one field
        return None
    return markdown if _gist(back) == _gist(source) else None


def editable_table(table: Any) -> str | None:
    """Return a table as Markdown, or None where Markdown could not give it back."""
    head = [column["heading"] for column in table.columns]
    rows = [[str(value) for value in row["values"]] for row in table.row_data]
    markdown = "\n".join(map(_row, [head, ["---"] * len(head), *rows]))
    found = table_from_markdown(markdown) if head else None
    if found is None:
        return None
    back = [column["heading"] for column in found["columns"]]
    same = back == head and [row["values"] for row in found["rows"]] == rows
    return markdown if same else None


def markdown_from_rich_text(source: str) -> str:
    """Write what Draftail stores as Markdown."""
    return "\n\n".join(_blocks(BeautifulSoup(source, "html.parser")))


def _gist(source: str) -> str:
    """Return what readers see of a rich text, whatever stands between its tags."""
    soup = BeautifulSoup(rich_html(source), "html.parser")
    for link in soup.find_all("a"):
        address, text = str(link.get("href", "")), link.get_text()
        link.attrs = {"href": address}
        if text and text in address:  # Markdown makes a link of an address by itself
            link.unwrap()
    soup.smooth()
    return _BETWEEN.sub("", _GAP.sub(" ", str(soup)))


def _blocks(soup: Tag) -> Iterator[str]:
    list_before = ""
    for element in soup.children:
        written = _block(element, list_before)
        if written.strip():
            name = element.name if isinstance(element, Tag) else ""
            # Two lists in a row would become one, were it not for another sign.
            list_before = "" if list_before == name or name not in {"ul", "ol"} else name
            yield written


def _block(element: Any, list_before: str) -> str:
    if not isinstance(element, Tag):
        return _line_starts(_escaped(str(element)).strip())
    if element.name in {"ul", "ol"}:
        return "\n".join(_items(element, other_sign=element.name == list_before))
    if element.name == "hr":
        return "---"
    text = _line_starts(_inline(element).strip())
    if element.name in _HEADINGS:
        return f"{_HEADINGS[element.name]} {_GAP.sub(' ', text)}" if text else ""
    if element.name == "blockquote":
        return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    return text


def _items(element: Tag, *, other_sign: bool) -> Iterator[str]:
    for number, item in enumerate(element.find_all("li", recursive=False), start=1):
        bullet, stop = ("*", ")") if other_sign else ("-", ".")
        sign = f"{number}{stop} " if element.name == "ol" else f"{bullet} "
        inner = item.find_all(["ul", "ol"], recursive=False)
        for one in inner:
            one.extract()
        lines = [*_line_starts(_inline(item).strip()).split("\n")]
        for one in inner:
            lines += "\n".join(_items(one, other_sign=False)).split("\n")
        yield sign + f"\n{' ' * len(sign)}".join(lines)


def _inline(element: Tag) -> str:
    return _AFTER_BREAK.sub("\n", "".join(map(_piece, element.children)))


def _piece(child: Any) -> str:
    if isinstance(child, NavigableString):
        return _escaped(_GAP.sub(" ", str(child)))
    if child.name == "br":
        return "\\\n"
    if child.name == "code":
        return f"`{child.get_text()}`"
    if child.name == "a" and child.get("href"):
        if child["href"] in {text := child.get_text(), f"http://{text}", f"mailto:{text}"}:
            return str(text)  # it becomes a link again by itself
        return f"[{_inline(child).replace(']', chr(92) + ']')}](<{child['href']}>)"
    return _marked(_inline(child), _MARKS.get(child.name, ""))


def _marked(text: str, mark: str) -> str:
    """Set a word in bold or italics; spaces stay outside, or Markdown would not see the mark."""
    inner = text.strip()
    if not mark or not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def _line_starts(text: str) -> str:
    return _NUMBER_START.sub(r"\1\\\2", _LINE_START.sub(r"\1\\", text))


def _row(cells: list[str]) -> str:
    written = (_escaped(_GAP.sub(" ", cell)).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(written)} |"
