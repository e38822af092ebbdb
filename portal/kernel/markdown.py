"""Markdown as people write it, turned into HTML that is safe to show.

HTML is made when a text is saved and stored beside its source: reading stays cheap, and what
is shown was sanitised once, in one place.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape, unescape
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin

from portal.kernel.text import clean_text

MAX_BODY_LENGTH = 50_000

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
_BLOCK_END = re.compile(r"</(?:p|h\d|li|pre|blockquote|tr|table|ul|ol)>|<br\s*/?>|<hr\s*/?>")
_CELL_END = re.compile(r"</t[dh]>\s*")
_TAG = re.compile(r"<[^>]*>")
# Descriptions of pictures stand in an attribute, where a tag must not seem to end.
_NO_TAGS = str.maketrans("<>", "‹›")
_BLANK = re.compile(r"[ \t]*\n\s*")


@cache
def _parser(pictures: str = "") -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": 20})
    parser.enable(["table", "strikethrough", "linkify"]).use(tasklists_plugin)
    if pictures:
        parser.add_render_rule("image", _picture_rule(pictures))
    return parser


def _picture_rule(address: str) -> Any:
    def picture(_renderer: Any, tokens: Sequence[Any], index: int, *_rest: Any) -> str:
        source = str(tokens[index].attrs.get("src", ""))
        alt = escape(tokens[index].content.translate(_NO_TAGS))
        if not re.fullmatch(address, source):
            return alt
        return f'<img src="{source}" alt="{alt}" loading="lazy">'

    return picture


def render_markdown(text: str, *, pictures: str = "") -> str:
    """Return sanitised HTML. A page's `h1` is its title, so headings start at `h2`.

    A picture stays only where its address matches PICTURES, a pattern for addresses of this site.
    Raises ValidationError where the text is longer than MAX_BODY_LENGTH.
    """
    if len(text) > MAX_BODY_LENGTH:
        raise ValidationError(
            _("The text is too long: at most %(limit)s characters.") % {"limit": MAX_BODY_LENGTH}
        )
    html = _parser(pictures).render(clean_text(text))
    html = html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return sanitise(html, with_pictures=bool(pictures))


def sanitise(html: str, *, with_pictures: bool = False) -> str:
    """Keep the tags our own Markdown makes; everything else, and every script, goes."""
    return nh3.clean(
        html,
        tags=_TAGS | {"img"} if with_pictures else _TAGS,
        attributes=_ATTRIBUTES | {"img": {"src", "alt", "loading"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener noreferrer",
    )


def plain_text(html: str) -> str:
    """Return the words of sanitised HTML, one block a line, for search and excerpts."""
    text = _BLOCK_END.sub("\n", _CELL_END.sub(" ", html))
    return _BLANK.sub("\n", unescape(_TAG.sub("", text))).strip()


def excerpt(text: str, length: int = 200) -> str:
    """Cut plain text at a word's end; `…` says that more follows."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
