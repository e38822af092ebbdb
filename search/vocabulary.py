"""The words of all indexed texts, for correcting what nobody ever wrote.

The vocabulary may hold words of texts a reader may not see. It only ever *adds* terms to a query,
whose hits are filtered; a correction is named to a reader only when a hit she sees contains it
(`service.py`).
"""

import time
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis.stemming import stem
from search.models import Word

SHORTEST = 5
LONG = 8
MOST_NEIGHBOURS = 3
LONGEST = 40
# How stale the words in a web process may be; only corrections wait for it, never hits.
REFRESH_SECONDS = 5.0


class Vocabulary:
    """An in-memory copy of the word table that reads only what was added since."""

    def __init__(self) -> None:
        self._last = 0
        self._read_at = float("-inf")
        self._stems: set[str] = set()
        self._words: set[str] = set()
        self._by_letter: defaultdict[str, list[str]] = defaultdict(list)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def knows(self, word: str) -> bool:
        """Whether the word, or another form of it, stands in some text."""
        self.refresh()
        return word in self._words or stem(word) in self._stems

    def neighbours(self, word: str) -> tuple[str, ...]:
        """Return the nearest known words: one edit away, from eight letters two, same initial."""
        if len(word) < SHORTEST or not word.isalpha():
            return ()
        found = process.extract(
            word,
            self._by_letter[word[0]],
            scorer=OSA.distance,
            score_cutoff=2 if len(word) >= LONG else 1,
            limit=MOST_NEIGHBOURS,
        )
        return tuple(neighbour for neighbour, _distance, _index in found)

    def refresh(self) -> None:
        """Read the words added since the last time, at most every few seconds."""
        if time.monotonic() - self._read_at < REFRESH_SECONDS:
            return
        self._read_at = time.monotonic()
        added = Word.objects.filter(pk__gt=self._last).order_by("pk").values_list("pk", "text")
        for pk, word in added.iterator(chunk_size=5000):
            self._last = pk
            self._take(word)

    def _take(self, word: str) -> None:
        self._words.add(word)
        self._stems.add(stem(word))
        if SHORTEST - 1 <= len(word) <= LONGEST and word.isalpha():
            self._by_letter[word[0]].append(word)


vocabulary = Vocabulary()


def learn(words: Iterable[str]) -> None:
    """Add the words of freshly indexed texts; known ones cost nothing."""
    vocabulary.refresh()
    new = sorted({word for word in words if word not in vocabulary and len(word) <= LONGEST})
    if new:
        with transaction.atomic():
            Word.objects.bulk_create(
                (Word(text=word) for word in new), batch_size=500, ignore_conflicts=True
            )
        # What was just written is read back at the next look, not in five seconds.
        vocabulary._read_at = float("-inf")
