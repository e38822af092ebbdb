"""Text to token streams, the same at index time and for queries, on every engine."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.analysis.compounds import split
from search.analysis.folding import WORD, folded_word, tokens
from search.analysis.lexicon import load_lexicon, verb_of
from search.analysis.stemming import stem


@dataclass(frozen=True, slots=True)
class Streams:
    """The words of a text, their stems, and the stems of words and of the parts of compounds."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    parts: tuple[str, ...]


def analyse(text: str) -> Streams:
    """Turn a text into its three streams; `parts` holds every stem and what compounds add."""
    words = tuple(token.word for token in tokens(text))
    return Streams(
        words=words,
        stems=tuple(stem(word) for word in words),
        parts=tuple(part for word in words for part in (stem(word), *parts_of(word))),
    )


@lru_cache(maxsize=100_000)
def parts_of(word: str) -> tuple[str, ...]:
    """Return the stems of the parts of a folded word, with the verbs of nouns in -ung.

    () where it is no compound.
    """
    parts = split(word, load_lexicon(Path(settings.DATA_DIR)))
    verbs = (verb for part in (stem(word), *parts) if (verb := verb_of(part)))
    return tuple(dict.fromkeys((*parts, *verbs)))


def terms_of(word: str) -> frozenset[str]:
    """Return every stem under which a folded word is found: its own and those of its parts."""
    return frozenset((stem(word), *parts_of(word)))


def terms_in(text: str) -> frozenset[str]:
    """Return every stem under which a text is found: `parts` of `analyse`, each once."""
    words = {folded_word(word) for word in WORD.findall(text)}
    return frozenset(term for word in words for term in terms_of(word))
