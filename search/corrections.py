"""Words taken for misspelt ones: which to try, and what may be said of them.

A correction is named only where a hit the reader sees has it: words stay in the vocabulary when
their texts are gone, and it may not tell of them (`vocabulary.py`).
"""

from collections.abc import Iterable, Mapping, Sequence

from search.analysis.folding import tokens
from search.analysis.streams import stem_of
from search.port import Hit
from search.vocabulary import Words

# What was typed finds so little that a neighbour of it is worth a second look.
FEW = 3
# ... and is worth a question where it finds so many times more.
MUCH_MORE = 5

# A folded word as it was typed, and how it is written in a hit.
Corrected = tuple[tuple[str, str], ...]


def doubted(words: Iterable[str], vocabulary: Words) -> dict[str, tuple[str, ...]]:
    """Return for words that do stand in texts the other words they may be mistaken for."""
    near = {
        word: tuple(
            other for other in vocabulary.neighbours(word) if stem_of(other) != stem_of(word)
        )
        for word in words
    }
    return {word: others[:1] for word, others in near.items() if others}


def seen_in(hits: Sequence[Hit], corrections: Mapping[str, Sequence[str]]) -> Corrected:
    """Return the corrections that stand in these hits, as they are written there."""
    if not corrections:
        return ()
    written: dict[str, str] = {}
    for hit in hits:
        text = f"{hit.title} {hit.body}"
        written |= {token.word: text[token.start : token.end] for token in tokens(text)}
    named = (
        (word, next((written[near] for near in neighbours if near in written), None))
        for word, neighbours in corrections.items()
    )
    return tuple((word, near) for word, near in named if near)


def corrected_text(text: str, corrected: Corrected) -> str:
    """Return what was typed with the corrected words in place of their like."""
    instead = dict(corrected)
    pieces: list[str] = []
    end = 0
    for token in tokens(text):
        if token.word in instead:
            pieces += [text[end : token.start], instead[token.word]]
            end = token.end
    return "".join((*pieces, text[end:]))
