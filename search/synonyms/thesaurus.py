"""Which words are looked for beside those that were typed.

A word or phrase is recognised by its stems, so that *Auftragsverarbeitungen* leads where
*Auftragsverarbeitung* does. Each leads one step: what is beside a synonym is not looked for too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from portal.kernel.text import entries_of
from search import weights
from search.analysis.streams import parts_of, stem_of
from search.query import QUESTION_WORDS
from search.synonyms.lines import MOST_WORDS, Line, key_of, words_of
from search.vocabulary import WordList, Words, WordsOfReader

# A long text of many synonyms asks for no more words: engines refuse endless queries.
MOST_BESIDE = 64

Key = tuple[str, ...]


class Thesaurus:
    """The lines of all curators, looked up by what was typed."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._beside: defaultdict[Key, dict[Key, None]] = defaultdict(dict)
        known: set[str] = set()
        for line in lines:
            for entry, others in _pairs(line):
                words, beside = words_of(entry), list(map(words_of, others))
                known.update(words)
                self._beside[key_of(words)] |= dict.fromkeys(beside)
                if len(words) > 1:  # "Socialmedia" is typed for "Social Media", too
                    self._beside[(stem_of("".join(words)),)] |= dict.fromkeys([words, *beside])
        self._known = WordsOfReader([WordList(sorted(known))])

    def beside(
        self, typed: Sequence[str], corrections: Mapping[str, tuple[str, ...]], vocabulary: Words
    ) -> Iterator[tuple[str, float]]:
        """Yield the words to look for beside the folded words of a text, and what each weighs.

        A word somebody misspelt leads where its corrections lead, and a word nobody ever wrote in
        a text is taken for one of ours.
        """
        best: dict[str, float] = {}
        for word, weight in self._led_to(typed, self._also_meant(typed, corrections, vocabulary)):
            if word in best or len(best) < MOST_BESIDE:
                best[word] = max(weight, best.get(word, 0.0))
        yield from best.items()

    def _led_to(
        self, typed: Sequence[str], meant: Mapping[str, tuple[str, ...]]
    ) -> Iterator[tuple[str, float]]:
        for reading, weight in _readings(typed, meant):
            for found, others, share in self._found(reading):
                for other in others:
                    wanted = [word for word in other if word not in QUESTION_WORDS]
                    # A phrase says as much as the words it stands for, not more.
                    each = weight * share * min(1.0, found / max(1, len(wanted)))
                    yield from ((word, weights.SYNONYM * each) for word in wanted)

    def _found(self, reading: Sequence[str]) -> Iterator[tuple[int, Iterable[Key], float]]:
        """Yield what is recognised: of how many words it is, what is beside it, and its share."""
        start = 0
        while start < len(reading):
            length, others = self._longest(reading, start)
            if others:
                yield length, others, 1.0
            else:
                yield from self._parts(reading[start])
            start += length

    def _longest(self, reading: Sequence[str], start: int) -> tuple[int, Iterable[Key]]:
        for length in range(min(MOST_WORDS, len(reading) - start), 0, -1):
            words = reading[start : start + length]
            if others := self._beside.get(key_of(words)):
                return length, others
        return 1, ()

    def _parts(self, word: str) -> Iterator[tuple[int, Iterable[Key], float]]:
        """Yield what is beside the parts of a compound: *FB-Kanal* for *Facebookkanal*."""
        if word in QUESTION_WORDS:
            return
        for part in parts_of(word):
            if others := self._beside.get((part,)):
                yield 1, others, weights.SPLIT_PARTS

    def _also_meant(
        self, typed: Sequence[str], corrections: Mapping[str, tuple[str, ...]], vocabulary: Words
    ) -> dict[str, tuple[str, ...]]:
        ours = {
            word: self._known.neighbours(word)
            for word in typed
            if not self._known.knows(word) and not vocabulary.knows(word)
        }
        both = {word: (*corrections.get(word, ()), *ours.get(word, ())) for word in typed}
        return {word: tuple(dict.fromkeys(near)) for word, near in both.items() if near}


def _pairs(line: Line) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each entry that is recognised, with those it leads to."""
    entries, also = entries_of(line.words), entries_of(line.also)
    for entry in entries:
        yield entry, also or [other for other in entries if other != entry]


def _readings(
    typed: Sequence[str], meant: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Sequence[str], float]]:
    """Yield the words as typed, and once for each rank of what may have been meant."""
    yield typed, 1.0
    for rank in range(max(map(len, meant.values()), default=0)):
        yield (
            [
                near[min(rank, len(near) - 1)] if (near := meant.get(word)) else word
                for word in typed
            ],
            weights.CORRECTION,
        )
