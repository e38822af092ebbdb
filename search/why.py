"""Why a hit was found and stands where it stands, in one line, for readers who ask."""

from collections.abc import Collection, Iterator
from datetime import date

from django.utils.translation import gettext as _

from search.analysis.folding import tokens
from search.analysis.streams import parts_of, stem_of
from search.boosts import said
from search.highlight import LOOKED_AT
from search.port import Hit
from search.query import Understood

# Nobody reads more examples than these.
NAMED = 3


def reasons(hit: Hit, understood: Understood, today: date) -> list[str]:
    """Return where the words stand in what the reader sees of the hit, and what it is marked by."""
    title = _written(hit.title)
    written = _written(hit.body[:LOOKED_AT])
    text = {word: form for word, form in written.items() if word not in title}
    wanted = {stem_of(word) for word in understood.words}
    instead = {
        stem_of(near) for nears in understood.corrections.values() for near in nears
    } - wanted
    alike = {stem_of(word) for word in understood.alike} - wanted - instead
    asked = wanted | instead | {part for word in understood.words for part in parts_of(word)}
    places = [
        (_("in the title: %s"), _whole(title, wanted)),
        (_("in the text: %s"), _whole(text, wanted)),
        (_("as part of a word: %s"), _in_part({**title, **text}, asked, wanted | instead | alike)),
        (_("in another spelling: %s"), _whole({**title, **text}, instead)),
        (_("as a word of the same meaning: %s"), _whole({**title, **text}, alike)),
    ]
    return [*_lines(places), *said(hit.marks, today)]


def _written(text: str) -> dict[str, str]:
    """Return each word of a text, folded, and how it is written there first."""
    written: dict[str, str] = {}
    for token in tokens(text):
        written.setdefault(token.word, text[token.start : token.end])
    return written


def _whole(written: dict[str, str], stems: Collection[str]) -> list[str]:
    return [form for word, form in written.items() if stem_of(word) in stems]


def _in_part(written: dict[str, str], parts: Collection[str], whole: Collection[str]) -> list[str]:
    """Return words that are found by a part of them, or of what was typed."""
    return [
        form
        for word, form in written.items()
        if stem_of(word) not in whole
        and (stem_of(word) in parts or any(part in parts for part in parts_of(word)))
    ]


def _lines(places: list[tuple[str, list[str]]]) -> Iterator[str]:
    for text, forms in places:
        if forms:
            yield text % ", ".join(_("“%s”") % form for form in forms[:NAMED])
