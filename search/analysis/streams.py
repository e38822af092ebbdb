"""Text to token streams, the same at index time and for queries, on every engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from django.conf import settings

from search.analysis.compounds import split, without_s
from search.analysis.folding import words_in
from search.analysis.lexicon import load_lexicon, verb_of
from search.analysis.stemming import stem

# Small words whose stem is that of a noun: *seit* would be found for Seite, *wegen* for Radweg,
# *meist* for Bürgermeister. They stand by themselves.
SMALL_WORDS = frozenset(
    """
    bereits eben hinter immer indem laut meist meisten meistens nach rund schon seid seit sonst
    statt wegen
    """.split()
)


@dataclass(frozen=True, slots=True)
class Streams:
    """The words of a text, their stems, and the stems of words and of the parts of compounds."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    parts: tuple[str, ...]


def analyse(text: str) -> Streams:
    """Turn a text into its three streams; `parts` holds every stem and what compounds add."""
    words = tuple(words_in(text))
    terms = [terms_of(word) for word in words]
    return Streams(
        words=words,
        stems=tuple(own for own, *_parts in terms),
        parts=tuple(chain.from_iterable(terms)),
    )


def stem_of(word: str) -> str:
    """Return the stem of a folded word, the first of its terms."""
    if word in SMALL_WORDS:
        return f"{word}'"
    return stem(without_s(word, _lexicon())) if word.endswith("s") else stem(word)


@lru_cache(maxsize=100_000)
def terms_of(word: str) -> tuple[str, ...]:
    """Return every stem under which a folded word is found: its own, then those of its parts."""
    own = stem_of(word)
    if word in SMALL_WORDS:
        return (own,)
    lexicon = _lexicon()
    parts = split(without_s(word, lexicon), lexicon)
    verbs = (verb for part in (own, *parts) if (verb := verb_of(part)))
    return (own, *dict.fromkeys((*parts, *verbs)))


def parts_of(word: str) -> tuple[str, ...]:
    """Return the stems of the parts of a folded word, with the verbs of nouns in -ung.

    () where it is no compound.
    """
    return terms_of(word)[1:]


def terms_in(text: str) -> frozenset[str]:
    """Return every stem under which a text is found: `parts` of `analyse`, each once."""
    return frozenset(chain.from_iterable(map(terms_of, set(words_in(text)))))


def _lexicon() -> Mapping[str, int]:
    return load_lexicon(Path(settings.DATA_DIR))
