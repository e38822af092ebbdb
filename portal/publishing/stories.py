"""A story (see `blocks.py`) turned into HTML once, when its page is saved.

Readers get the stored HTML: no block is rendered and no link looked up while they wait. Links
and pictures go through addresses that never change (`portal/publishing/urls.py`), so that the
stored HTML stays true when a page moves or a picture is replaced.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from portal.kernel.markdown import plain_text, sanitise

# Draftail writes <b> and <i>; the sanitiser keeps what our Markdown makes.
_SPOKEN = re.compile(r"<(/?)(b|i)>")
_STRONG = {"b": "strong", "i": "em"}
_EMPTY_PARAGRAPH = re.compile(r'<p(?: data-block-key="[^"]*")?>\s*(?:<br\s*/?>)?\s*</p>')
_NO = mark_safe("")
_HEADING = re.compile(r"<(/?)h([3-6])")


def rich_html(source: str) -> str:
    """Turn a rich text of the database into HTML that is safe to show."""
    html = _EMPTY_PARAGRAPH.sub("", expand_db_html(source))
    return sanitise(_SPOKEN.sub(lambda tag: f"<{tag[1]}{_STRONG[tag[2]]}>", html)).strip()


def story_html(story: Iterable[Any]) -> str:
    """Render a story whose headings stand below a section's own (h3 and deeper)."""
    return "\n".join(filter(None, (_RENDERERS[block.block_type](block.value) for block in story)))


def raise_headings(html: str) -> str:
    """Lift every heading by one level, for a page whose story is its only section."""
    return _HEADING.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) - 1}", html)


def story_text(html: str) -> str:
    """Return the words of rendered HTML, for the search and for excerpts."""
    return plain_text(html)


def _text_html(value: Any) -> str:
    return rich_html(value.source)


def _picture_html(value: Any) -> str:
    image = value["image"]
    if image is None:  # deleted since
        return ""
    width = min(image.width, 1200)
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}" loading="lazy">{}</figure>',
        reverse("publishing:picture", args=[image.pk]),
        "" if value["decorative"] else value["alt"],
        width,
        round(image.height * width / image.width),
        _caption(value["caption"], image.rights_html),
    )


def _caption(words: str, rights: SafeString) -> SafeString:
    said = [escape(words)] if words else []
    if rights:
        said.append(format_html('<small class="kw-rights">{}</small>', rights))
    return format_html("<figcaption>{}</figcaption>", mark_safe(" ".join(said))) if said else _NO  # noqa: S308


def _quote_html(value: Any) -> str:
    paragraphs = format_html_join("", "<p>{}</p>", ((p,) for p in value["text"].split("\n") if p))
    return format_html(
        '<figure class="kw-quote"><blockquote>{}</blockquote>{}</figure>',
        paragraphs,
        _optional("figcaption", value["source"]),
    )


def _table_html(table: Any) -> str:
    if not table.columns:
        return ""
    head = _cells('<th scope="col">{}</th>', (column["heading"] for column in table.columns))
    rows = format_html_join(
        "", "<tr>{}</tr>", ((_cells("<td>{}</td>", row["values"]),) for row in table.row_data)
    )
    return format_html(
        '<div class="kw-table-scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="kw-table">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        table.caption or ", ".join(column["heading"] for column in table.columns),
        _optional("caption", table.caption),
        head,
        rows,
    )


def _cells(markup: str, values: Iterable[Any]) -> SafeString:
    return format_html_join("", markup, ((value,) for value in values))


def _optional(tag: str, text: str | None) -> SafeString:
    return mark_safe(f"<{tag}>{escape(text)}</{tag}>") if text else mark_safe("")  # noqa: S308


_RENDERERS = {
    "text": _text_html,
    "picture": _picture_html,
    "quote": _quote_html,
    "table": _table_html,
}
