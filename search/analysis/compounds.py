"""Split German compounds into the stems of their parts.

P. Koehn and K. Knight, "Empirical Methods for Compound Splitting", EACL 2003: among the ways to
write a word as nouns of a lexicon, take the one of fewest parts, and of those the one with the
greatest geometric mean of the parts' frequencies. Linking letters (Verwaltung-s-gericht,
Schul(e)-buch) are inflections to the stemmer, which removes them, but for an s after r or another
letter that no genitive has (Verkehr-s-amt).
"""

from collections.abc import Mapping
from itertools import pairwise
from math import exp, log
from statistics import fmean
from typing import NamedTuple

from search.analysis.stemming import stem

SHORTEST_WORD = 7
SHORTEST_PART = 3
LONGEST_PART = 24
MOST_PARTS = 5
# Three letters make a part only where many compounds have it: Amt, Rat, Tag; not Ent, Ers.
COMMON = 60

# These make words from words, and are no parts of compounds though nouns are spelled alike.
SUFFIXES = frozenset("bar haft heit inn innen keit los lose losen sam schaft schaften tum".split())


class _Path(NamedTuple):
    """A way to the n-th letter; smaller is better."""

    parts: int
    cost: float
    cuts: tuple[int, ...]


def split(word: str, lexicon: Mapping[str, int]) -> tuple[str, ...]:
    """Return the stems of a folded compound's parts at every level, or () for a simple word.

    `kreistagssitzung` gives `kreistag` and `sitzung`, and of the first `kreis` and `tag`.
    """
    cuts = _best_cuts(word, lexicon)
    last = len(cuts) - 1
    if last < 2 or _is_one_word(word, cuts, lexicon):
        return ()
    pieces = [
        word[cuts[start] : cuts[start + length]]
        for length in range(1, last)
        for start in range(last - length + 1)
    ]
    pieces = [without_s(piece, lexicon) for piece in pieces]
    deeper = (part for piece in pieces for part in split(piece, lexicon))
    return tuple(dict.fromkeys((*map(stem, pieces), *deeper)))


def without_s(word: str, lexicon: Mapping[str, int]) -> str:
    """Return a folded word without an s, where the lexicon has it only so.

    It links (Verkehr-s), or makes a plural or a genitive that the stemmer leaves: Videos, Kitas,
    des Newsletters; not Kreis, Chaos.
    """
    if word.endswith("s") and stem(word) not in lexicon and stem(word[:-1]) in lexicon:
        return word[:-1]
    return word


def _is_one_word(word: str, cuts: tuple[int, ...], lexicon: Mapping[str, int]) -> bool:
    """Whether the word itself is more frequent than its parts: Redaktion is no red Aktion."""
    whole = lexicon.get(stem(word), 0)
    parts = [_frequency(word, start, end, lexicon) for start, end in pairwise(cuts)]
    return whole > exp(fmean(map(log, parts)))


def _best_cuts(word: str, lexicon: Mapping[str, int]) -> tuple[int, ...]:
    """Return the positions of the best split, from 0 to the word's length; () where none is."""
    length = len(word)
    if length < SHORTEST_WORD or not word.isalpha():
        return ()
    best: dict[int, _Path] = {0: _Path(0, 0.0, (0,))}
    for end in range(SHORTEST_PART, length + 1):
        if 0 < length - end < SHORTEST_PART:
            continue
        ways = [
            _Path(path.parts + 1, path.cost - log(frequency), (*path.cuts, end))
            for start, path in best.items()
            if path.parts < MOST_PARTS and (frequency := _frequency(word, start, end, lexicon))
        ]
        if ways:
            best[end] = min(ways)
    return best[length].cuts if length in best else ()


def _frequency(word: str, start: int, end: int, lexicon: Mapping[str, int]) -> int:
    """Return how common this part is, 0 where it is none."""
    length = end - start
    if (
        word[start:end] in SUFFIXES
        or length == len(word)
        or not SHORTEST_PART <= length <= LONGEST_PART
    ):
        return 0
    part = without_s(word[start:end], lexicon)
    frequency = lexicon.get(stem(part), 0)
    if length <= SHORTEST_PART and frequency < COMMON:
        return 0
    return frequency
