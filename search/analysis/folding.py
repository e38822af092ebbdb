"""How letters are compared: without case, umlauts as people type them without a German keyboard."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o"})
WORD = re.compile(r"[^\W_]+")
MAX_WORD_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it stands in a text: its folded form and where it stands there."""

    word: str
    start: int
    end: int


def fold(word: str) -> str:
    """Lower-case, German folding (ä/ae, ß/ss), other accents dropped."""
    word = word.lower()
    if word.isascii():
        return word
    word = unicodedata.normalize("NFC", word).translate(_FOLD)
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_in(text: str) -> list[str]:
    """Return the folded words of a text, in order: `tokens` without their places."""
    return [folded_word(word) for word in WORD.findall(text)]


def folded_word(word: str) -> str:
    """Fold a word of a text, cut where it is endless; the words of a language repeat."""
    return _folded(word[:MAX_WORD_LENGTH])


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return fold(word)[:MAX_WORD_LENGTH]


def tokens(text: str) -> list[Token]:
    """Split a text into words, in order; hyphens, dots and apostrophes part words."""
    return [
        Token(folded_word(match.group()), match.start(), match.end())
        for match in WORD.finditer(text)
    ]
