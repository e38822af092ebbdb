"""One line of synonyms as curators write it, and the words in it."""

from collections.abc import Iterable
from typing import NamedTuple

from portal.kernel.text import entries_of
from search.analysis.folding import words_in
from search.analysis.streams import stem_of

# A search looks for all of a line: a long one would look for half of the language.
MOST_ENTRIES = 12
LONGEST_ENTRY = 60
MOST_WORDS = 4
# Both sides together fit into an index.
LONGEST_SIDE = 300
LONGEST_NOTE = 200
MOST_LINES = 500


class Line(NamedTuple):
    """What one row says: words that mean the same, or where `also` is given, what they lead to."""

    words: str
    also: str = ""


def words_of(entry: str) -> tuple[str, ...]:
    """Return the folded words of a word or phrase."""
    return tuple(words_in(entry))


def key_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return by what folded words are recognised."""
    return tuple(stem_of(word) for word in words)


def tidied(line: Line) -> Line:
    """Return a line as it is kept and shown."""
    return Line(", ".join(entries_of(line.words)), ", ".join(entries_of(line.also)))
