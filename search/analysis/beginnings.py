"""How words begin: what is typed so far is looked up whole, among beginnings made beforehand.

No engine looks for words by a pattern (a completion suggester would not know who reads).
"""

from search.analysis.folding import words_in
from search.analysis.stemming import without_umlauts
from search.analysis.streams import parts_of

LONGEST = 16


def beginning(word: str) -> str:
    """Return a folded word, or what was typed of it, as beginnings are compared.

    Umlauts may be missing: whoever has typed *Bu* goes on with *ü* or *ue*.
    """
    return without_umlauts(word)[:LONGEST]


def beginnings(title: str) -> tuple[str, ...]:
    """Return how the words of a title begin, and the parts of its compounds; each once."""
    words = dict.fromkeys(words_in(title))
    whole = [beginning(word) for word in words]
    parts = [part[:LONGEST] for word in words for part in parts_of(word)]
    begun = (word[:end] for word in (*whole, *parts) for end in range(1, len(word) + 1))
    return tuple(dict.fromkeys(begun))
