"""From what people type to weighted terms, for both engines. Nothing typed is ever an error."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Protocol

from portal.kernel.text import clean_line
from search import weights
from search.analysis.folding import words_in
from search.analysis.streams import parts_of, stem_of
from search.port import Term
from search.vocabulary import Words

LONGEST_TEXT = 500
MOST_WORDS = 32

# Words of a question that say nothing about what is looked for (folded).
QUESTION_WORDS = frozenset(
    """
    aber als am an auch auf aus bei beim bin bis da damit dann das dass dein dem den denn der des
    die dies diese dieser dieses dir doch du ein eine einem einen einer eines er es euch fuer gibt
    hab habe haben hat hatte ich ihr ihre ihrem ihren im in ist ja jede jeder jemand kann kein keine
    koennen koennte man mein mich mir mit muss muessen nach nicht noch nun nur ob oder ohne sein
    seine sich sie sind so soll sollen sollte sollten ueber um und uns unser unsere vom von vor
    wann war waren warum was weil welche welcher welches wem wen wenn wer werden wessen wie wieso
    wieviel wir wird wo wofuer woher wohin womit wurde wurden zu zum zur zwischen
    """.split()
)


class Synonyms(Protocol):
    """What the understanding of a query asks of the curators' synonyms."""

    def beside(
        self, typed: Sequence[str], corrections: Mapping[str, tuple[str, ...]], vocabulary: Words
    ) -> Iterator[tuple[str, float]]:
        """Yield the words to look for beside the typed ones, in their order, and their weights."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the search made of a text: terms to match, and words taken for misspelt ones.

    `alike` are the words that curators say mean the same.
    """

    terms: tuple[Term, ...]
    words: tuple[str, ...]
    corrections: dict[str, tuple[str, ...]]
    alike: tuple[str, ...] = ()


def bounded(text: str) -> str:
    """Cut a text to what is worth reading, at a length no engine minds."""
    return clean_line(text[: LONGEST_TEXT * 4])[:LONGEST_TEXT]


def understand(
    text: str,
    vocabulary: Words,
    *,
    exact: bool = False,
    phrases: Iterable[Sequence[str]] = (),
    synonyms: Synonyms | None = None,
) -> Understood:
    """Turn a text into terms.

    `exact` takes every word as it was typed, without correction and synonyms. The words of
    `phrases` are looked for, too, just as they are: hits that have them anyway are put in order by
    them.
    """
    words = _words(text)
    loose = [*words, *_joined(words, vocabulary)]
    corrections = {} if exact else _corrections(loose, vocabulary)
    known = list(dict.fromkeys((*loose, *chain.from_iterable(phrases))))[:MOST_WORDS]
    terms = [term for word in known for term in _terms(word, 1.0)]
    for neighbours in corrections.values():
        terms += [term for word in neighbours for term in _terms(word, weights.CORRECTION)]
    beside: list[tuple[str, float]] = []
    if synonyms is not None and not exact:
        typed = words_in(text)[:MOST_WORDS]
        beside = list(synonyms.beside(typed, corrections, vocabulary))
        terms += [term for word, weight in beside for term in _terms(word, weight)]
    alike = tuple(word for word, _weight in beside)
    return Understood(tuple(_strongest(terms)), tuple(known), corrections, alike)


def _words(text: str) -> list[str]:
    """Return the words that matter, each once; a text of question words only keeps them all."""
    words = list(dict.fromkeys(words_in(text)))[:MOST_WORDS]
    return [word for word in words if word not in QUESTION_WORDS] or words


def _joined(words: Sequence[str], vocabulary: Words) -> list[str]:
    """Join neighbours that are one word elsewhere: "Bürger Dialog" also asks for Bürgerdialog."""
    joined = (first + link + second for first, second in pairwise(words) for link in ("", "s"))
    return [word for word in joined if word in vocabulary]


def _corrections(words: Sequence[str], vocabulary: Words) -> dict[str, tuple[str, ...]]:
    found = {word: vocabulary.neighbours(word) for word in words if not vocabulary.knows(word)}
    return {word: neighbours for word, neighbours in found.items() if neighbours}


def _terms(word: str, weight: float) -> Iterator[Term]:
    whole = stem_of(word)
    yield Term("words", word, weight * weights.WORDS)
    yield Term("stems", whole, weight * weights.STEMS)
    yield Term("parts", whole, weight * weights.PARTS)
    yield Term("title_parts", whole, weight * weights.TITLE)
    yield Term("file_parts", whole, weight * weights.FILES)
    for part in parts_of(word):
        yield Term("parts", part, weight * weights.SPLIT_PARTS)
        yield Term("title_parts", part, weight * weights.SPLIT_PARTS * weights.TITLE)
        yield Term("file_parts", part, weight * weights.SPLIT_PARTS * weights.FILES)


def _strongest(terms: Sequence[Term]) -> Iterator[Term]:
    """Keep each (stream, word) once, at its highest weight."""
    best: dict[tuple[str, str], Term] = {}
    for term in terms:
        place = (term.stream, term.word)
        if place not in best or best[place].weight < term.weight:
            best[place] = term
    yield from best.values()
