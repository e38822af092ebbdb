"""Snippets: the stretch of a text that says most of what was asked, with its words marked.

Made from the stored text by the analysis that matched it, so that *Bürgerdialog* lights up for
*Dialog*, on every engine alike.
"""

import re
from collections.abc import Collection

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis.folding import WORD, Token, folded_word
from search.analysis.streams import found_by, terms_of

LENGTH = 260
# Longer texts are looked through from their start only.
LOOKED_AT = 20_000


def snippet(text: str, wanted: Collection[str], length: int = LENGTH) -> SafeString:
    """Return a stretch of `text` as HTML: escaped, with `<mark>` around words of `wanted` stems."""
    text = text[:LOOKED_AT]
    found = _matches(text, wanted)
    start, end = _stretch(text, found, wanted, length)
    shown = _marked(text, [token for token in found if start <= token.start < end], start, end)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return mark_safe(before + shown + after)  # noqa: S308 - built from escaped text


def marked(text: str, wanted: Collection[str]) -> SafeString:
    """Return the whole of a short text, a title, with the same marks."""
    found = _matches(text, wanted)
    return mark_safe(_marked(text, found, 0, len(text)))  # noqa: S308 - built from escaped text


def _matches(text: str, wanted: Collection[str]) -> list[Token]:
    """Return the words of wanted stems, in order; each different word is analysed once."""
    words = [word for word in set(WORD.findall(text)) if found_by(folded_word(word), wanted)]
    if not words:
        return []
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])")
    return [
        Token(folded_word(match.group()), match.start(), match.end())
        for match in pattern.finditer(text)
    ]


def _stretch(
    text: str, found: list[Token], wanted: Collection[str], length: int
) -> tuple[int, int]:
    """Choose where to begin: at the match with the most different wanted stems after it."""
    best, most = 0, 0
    for token in found[:200]:
        near = {
            term
            for other in found
            if token.start <= other.start < token.start + length * 3 // 4
            for term in terms_of(other.word) & set(wanted)
        }
        if len(near) > most:
            best, most = token.start, len(near)
    start = 0 if best < length // 3 else text.find(" ", best - length // 4) + 1
    end = len(text) if start + length >= len(text) else text.rfind(" ", start, start + length)
    return start, end if end > start else min(start + length, len(text))


def _marked(text: str, found: list[Token], start: int, end: int) -> str:
    pieces: list[str] = []
    position = start
    for token in found:
        pieces.append(escape(text[position : token.start]))
        pieces.append(f"<mark>{escape(text[token.start : token.end])}</mark>")
        position = token.end
    return " ".join("".join((*pieces, escape(text[position:end]))).split())
