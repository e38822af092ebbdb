"""The words of all indexed texts, by who may read them, for correcting what nobody ever wrote.

A vocabulary can betray: that a word is *not* corrected tells that it stands somewhere. So a reader
is corrected from the words of texts she may read, as if there were no others; and a correction is
named to her only when a hit she sees contains it (`service.py`), for texts come and go, and their
words stay here.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Protocol

from django.db import transaction
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis.streams import SMALL_WORDS, parts_of, stem_of
from search.models import Word

SHORTEST = 5
LONG = 8
MOST_NEIGHBOURS = 3
LONGEST = 40
# How stale the words in a web process may be; only corrections wait for it, never hits.
REFRESH_SECONDS = 5.0
# Two workers may commit rows out of their order: so many are read once more.
OVERLAP = 500


class Words(Protocol):
    """What the understanding of a query asks of a vocabulary."""

    def __contains__(self, word: str) -> bool:
        """Whether exactly this word stands in some text."""

    def knows(self, word: str) -> bool:
        """Whether the word, or another form of it, stands in some text, be it within a compound."""

    def neighbours(self, word: str) -> tuple[str, ...]:
        """Return the nearest known words: one edit away, from eight letters two, same initial."""


class WordList:
    """The words of the texts one audience may read."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words: set[str] = set()
        self.stems: set[str] = set()
        self.by_letter: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            self.add(word)

    def add(self, word: str) -> None:
        """Take a word in, once."""
        if word in self.words:
            return
        self.words.add(word)
        self.stems.add(stem_of(word))
        if len(word) >= SHORTEST - 1 and word.isalpha() and word not in SMALL_WORDS:
            self.by_letter[word[0]].append(word)

    def has_part(self, stemmed: str) -> bool:
        """Whether some compound has a part of this stem."""
        return any(stemmed in word and stemmed in parts_of(word) for word in self.words)


class WordsOfReader:
    """The word lists of all the tokens a reader holds, as one vocabulary."""

    def __init__(self, lists: Sequence[WordList]) -> None:
        self._lists = lists

    def __contains__(self, word: str) -> bool:
        return any(word in one.words for one in self._lists)

    def knows(self, word: str) -> bool:
        """Whether the word stands in a text she may read, in whatever form, or in a compound.

        *Krise* is no misspelt *Kreise* where one writes of Krisenkommunikation.
        """
        stemmed = stem_of(word)
        return (
            word in self
            or any(stemmed in one.stems for one in self._lists)
            or any(one.has_part(stemmed) for one in self._lists)
        )

    def neighbours(self, word: str) -> tuple[str, ...]:
        """Return the nearest words: one edit away, from eight letters two, same initial."""
        if len(word) < SHORTEST or not word.isalpha():
            return ()
        near = chain.from_iterable(_nearest(word, one.by_letter[word[0]]) for one in self._lists)
        ranked = sorted(near, key=lambda found: found[1])
        return tuple(dict.fromkeys(neighbour for neighbour, _distance in ranked))[:MOST_NEIGHBOURS]


def _nearest(word: str, candidates: Collection[str]) -> Iterable[tuple[str, float]]:
    found = process.extract(
        word,
        candidates,
        scorer=OSA.distance,
        score_cutoff=2 if len(word) >= LONG else 1,
        limit=MOST_NEIGHBOURS,
    )
    return ((neighbour, distance) for neighbour, distance, _index in found)


class Vocabulary:
    """An in-memory copy of the word table that reads only what was added since."""

    def __init__(self) -> None:
        self._last = 0
        self._read_at = float("-inf")
        self._lists: defaultdict[str, WordList] = defaultdict(WordList)

    def of(self, audience: Iterable[str]) -> Words:
        """Return the words of a reader who holds these tokens."""
        self.refresh()
        return WordsOfReader([self._lists[token] for token in audience if token in self._lists])

    def missing(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return which (token, word) pairs are new, in order."""
        self.refresh()
        return sorted(
            {(token, word) for token, word in pairs if word not in self._lists[token].words}
        )

    def refresh(self) -> None:
        """Read the words added since the last time, at most every few seconds."""
        if time.monotonic() - self._read_at < REFRESH_SECONDS:
            return
        self._read_at = time.monotonic()
        added = Word.objects.filter(pk__gt=self._last - OVERLAP).order_by("pk")
        rows = added.values_list("pk", "audience", "text")
        for pk, token, word in rows.iterator(chunk_size=5000):
            self._last = pk
            self._lists[token].add(word)

    def expire(self) -> None:
        """Look into the table again at the next use, not in some seconds."""
        self._read_at = float("-inf")


vocabulary = Vocabulary()


def learn(pairs: Iterable[tuple[str, str]]) -> None:
    """Add (token, word) pairs of freshly indexed texts; known ones cost nothing."""
    new = vocabulary.missing((token, word) for token, word in pairs if len(word) <= LONGEST)
    if not new:
        return
    with transaction.atomic():
        Word.objects.bulk_create(
            (Word(audience=token, text=word) for token, word in new),
            batch_size=500,
            ignore_conflicts=True,
        )
    vocabulary.expire()
