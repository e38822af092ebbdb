"""A post's text as HTML: Markdown, with its own pictures and files, and whom it names.

Pure: who a handle names is looked up before (`queries/mentions.py`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext_lazy as _

from portal.kernel.markdown import render_markdown

# Where `Attachment.get_absolute_url` leads; a test holds the two together.
_FILE = r"/fragen/datei/[0-9a-f]{32}/"
_PICTURE = re.compile(rf"!\[([^\]\n]*)\]\({_FILE}\)")
_KEY = re.compile(r"\]\(/fragen/datei/([0-9a-f]{32})/\)")
# As the forms offer it, in both languages: the words also stand in texts written earlier.
DECORATION = _("only decoration")
_DECORATIONS = ("nur Schmuck", "only decoration")
PLACEHOLDER = _("What does the picture show?")
_PLACEHOLDERS = {"", "Was zeigt das Bild?", "What does the picture show?"}
_DECORATIVE = re.compile(rf"!\[(?:{'|'.join(_DECORATIONS)})\](?=\({_FILE}\))")

_HANDLE = re.compile(r"(?<![\w@/.-])@([a-z0-9]+(?:[-.][a-z0-9]+)*)")
_TAG = re.compile(r'(<(?:[^>"]|"[^"]*")*>)')
_QUOTED = {"a", "code", "pre"}


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a handle names, as a text shows it."""

    handle: str
    label: str
    url: str
    organisation_id: int | None = None
    person_id: int | None = None


def render_post(text: str) -> str:
    """Return the sanitised HTML of a post, with its pictures and without links to the named."""
    return render_markdown(_DECORATIVE.sub("![]", text), pictures=_FILE)


def file_keys(text: str) -> set[str]:
    """Return the keys of the files a text uses."""
    return set(_KEY.findall(text))


def undescribed_pictures(text: str) -> int:
    """Count the pictures of which the text does not say what they show, nor that it matters not."""
    return sum(alt.strip() in _PLACEHOLDERS for alt in _PICTURE.findall(text))


def handles_in(html: str) -> set[str]:
    """Return the handles in a post's HTML, outside of links and code."""
    return {handle for text in _plain_parts(html) for handle in _HANDLE.findall(text)}


def with_mentions(html: str, named: Mapping[str, Named]) -> str:
    """Turn handles of the NAMED into links; the others stay as they were typed."""

    def link(match: re.Match[str]) -> str:
        one = named.get(match[1])
        if one is None:
            return match[0]
        return f'<a class="kw-mention" href="{escape(one.url)}">@{escape(one.label)}</a>'

    plain = set(_plain_positions(html))
    parts = _TAG.split(html)
    return "".join(
        _HANDLE.sub(link, part) if number in plain else part for number, part in enumerate(parts)
    )


def without_people(html: str, named: Mapping[str, Named]) -> str:
    """Take the handles of people out: their names are not put into the search."""
    people = {handle for handle, one in named.items() if one.person_id}
    return _HANDLE.sub(lambda match: "" if match[1] in people else match[0], html)


def _plain_parts(html: str) -> Iterator[str]:
    parts = _TAG.split(html)
    return (parts[number] for number in _plain_positions(html))


def _plain_positions(html: str) -> Iterator[int]:
    """Yield which parts between the tags are plain text: sanitised HTML closes what it opens."""
    depth = 0
    for number, part in enumerate(_TAG.split(html)):
        if number % 2 == 0:
            if depth == 0:
                yield number
        elif part.strip("</>").split(" ")[0] in _QUOTED:
            depth += -1 if part.startswith("</") else 1
