"""Snippets: the stretch of a text that says most of what was asked, with its words marked.

Made from the stored text by the analysis that matched it, so that *Bürgerdialog* lights up for
*Dialog*, on every engine alike.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis.folding import WORD, folded_word
from search.analysis.streams import terms_of

LENGTH = 260
# Longer texts are looked through from their start only,
LOOKED_AT = 20_000
# so much at a time,
STEP = 2_000
# and so much beyond the first match: a better stretch further on is not worth the time.
BEYOND = 3_000


class _Match(NamedTuple):
    """A word that matches: where it stands, and which of the wanted stems it has."""

    start: int
    end: int
    stems: frozenset[str]


def snippet(text: str, wanted: Collection[str], length: int = LENGTH) -> SafeString:
    """Return a stretch of `text` as HTML: escaped, with `<mark>` around words of `wanted` stems."""
    text = text[:LOOKED_AT]
    found = _best_matches(text, frozenset(wanted), length)
    start, end = _stretch(text, found[0].start if found else 0, length)
    shown = _marked(text, [match for match in found if start <= match.start < end], start, end)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return mark_safe(before + shown + after)  # noqa: S308 - built from escaped text


def marked(text: str, wanted: Collection[str]) -> SafeString:
    """Return the whole of a short text, a title, with the same marks."""
    found = list(_matches(text, frozenset(wanted), 0, len(text)))
    return mark_safe(_marked(text, found, 0, len(text)))  # noqa: S308 - built from escaped text


@lru_cache(maxsize=100_000)
def _stems_of(word: str) -> frozenset[str]:
    """Return the stems of a word as it is written; the words of a language repeat."""
    return frozenset(terms_of(folded_word(word)))


def _matches(text: str, wanted: frozenset[str], start: int, end: int) -> Iterator[_Match]:
    for word in WORD.finditer(text, start, end):
        stems = _stems_of(word.group())
        if not stems.isdisjoint(wanted):
            yield _Match(word.start(), word.end(), stems & wanted)


def _best_matches(text: str, wanted: frozenset[str], length: int) -> list[_Match]:
    """Return matches from the one on that has the most different wanted stems near it."""
    found: list[_Match] = []
    best, most, end = 0, 0, 0
    while end < len(text) and most < len(wanted):
        if found and end > found[0].start + BEYOND:
            break
        start, end = end, _blank_after(text, end + STEP)
        looked_at = len(found)
        found.extend(_matches(text, wanted, start, end))
        for place in range(looked_at, len(found)):
            near = len(_near(found, place, length))
            if near > most:
                best, most = place, near
    return found[best:]


def _near(found: Sequence[_Match], place: int, length: int) -> frozenset[str]:
    """Return the stems of a match and of those that would be shown after it."""
    last = found[place].start + length * 3 // 4
    stems = found[place].stems
    for match in found[place + 1 :]:
        if match.start >= last:
            break
        stems |= match.stems
    return stems


def _blank_after(text: str, position: int) -> int:
    """Return where the word at a position ends."""
    blank = text.find(" ", position)
    return len(text) if blank < 0 else blank


def _stretch(text: str, best: int, length: int) -> tuple[int, int]:
    """Return where the shown part begins and ends: with words, a little before the best match."""
    start = 0 if best < length // 3 else text.find(" ", best - length // 4) + 1
    end = len(text) if start + length >= len(text) else text.rfind(" ", start, start + length)
    return start, end if end > start else min(start + length, len(text))


def _marked(text: str, found: Sequence[_Match], start: int, end: int) -> str:
    pieces: list[str] = []
    position = start
    for match in found:
        pieces.append(escape(text[position : match.start]))
        pieces.append(f"<mark>{escape(text[match.start : match.end])}</mark>")
        position = match.end
    return " ".join("".join((*pieces, escape(text[position:end]))).split())
