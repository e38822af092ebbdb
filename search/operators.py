"""What people type beside words: "phrases", -exclusions and filters like kreis:harburg.

Nothing typed is an error: a quote that is not closed is no quote, a value nobody knows is said to
be unknown and looked for as words.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import override

from search.analysis.folding import words_in
from search.analysis.streams import stem_of
from search.names import Names

# What is typed before the colon, and the facet it narrows.
FIELDS = {
    "kreis": "organisation",
    "thema": "topic",
    "kanal": "channel",
    "art": "kind",
    "jahr": "year",
}
MOST_PHRASES = 8
MOST_WITHOUT = 16
MOST_FILTERS = 10
LONGEST_PHRASE = 16
# A beginning that fits more names than this says too little.
MOST_VALUES = 20
LONGEST_SPAN = 30

# Telephones and Word close and open quotes in their own ways; one letter for one letter.
_QUOTES = str.maketrans(dict.fromkeys("„“”‟«»″", '"'))
_TYPED_FILTER = (
    rf"""(?<!\S)(?P<field>{"|".join(FIELDS)}):(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))"""
)
_FILTER = re.compile(_TYPED_FILTER, re.IGNORECASE)
_OPERATOR = re.compile(
    rf"""{_TYPED_FILTER}
    |(?:(?<!\S)(?P<minus>-))?"(?P<phrase>[^"]*)"
    |(?<!\S)-(?P<word>[^\W_][^\s"]*)""",
    re.IGNORECASE | re.VERBOSE,
)
_YEARS = re.compile(r"((?:19|20)\d\d)(?:\s*[-–]\s*((?:19|20)\d\d))?", re.ASCII)

# The folded words of a phrase, in order.
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter as it was typed, the values it means, and the text without it."""

    facet: str
    values: tuple[str, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A filter whose value nobody knows. `field` is the word before the colon."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What was made of a text.

    `words` is what is left to look for, with the values nobody knows; `unfiltered` is the text
    without its filters.
    """

    words: str
    unfiltered: str = ""
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    narrowed: tuple[Narrowing, ...] = ()
    unknown: tuple[Unknown, ...] = ()


def read(text: str, names: Callable[[], Names]) -> Typed:
    """Read a bounded text; the names are asked for only where a filter was typed."""
    plain = text.translate(_QUOTES)
    words: list[str] = []
    phrases: list[Phrase] = []
    without: list[Phrase] = []
    filters: list[Narrowing | Unknown] = []
    end = 0
    for found in _OPERATOR.finditer(plain):
        words.append(plain[end : found.start()])
        end = found.end()
        if not found["field"]:
            into = without if found["minus"] or found["word"] else phrases
            into.append(folded(found["phrase"] or found["word"] or ""))
        elif len(filters) < MOST_FILTERS:
            filters.append(_filter(found, _line(text[: found.start()], text[end:]), names()))
    unknown = tuple(one for one in filters if isinstance(one, Unknown))
    words += [plain[end:], *(one.value for one in unknown)]
    return Typed(
        words=_line(*words),
        unfiltered=_line(_FILTER.sub(" ", plain)),
        phrases=tuple(phrase for phrase in phrases if phrase)[:MOST_PHRASES],
        without=tuple(phrase for phrase in without if phrase)[:MOST_WITHOUT],
        narrowed=tuple(one for one in filters if isinstance(one, Narrowing)),
        unknown=unknown,
    )


def _line(*pieces: str) -> str:
    return " ".join(" ".join(pieces).split())


def folded(text: str) -> Phrase:
    """Return the folded words of a text, as far as a phrase may be long."""
    return _folded(text)[:LONGEST_PHRASE]


def values_of(facet: str, value: str, names: Names) -> tuple[str, ...]:
    """Return what a typed value means: a slug, a name or its beginning, in any spelling.

    What fits best counts alone: *hof* means the county Hof, not all that begin so.
    """
    if facet == "year":
        return _years(value)
    wanted = _folded(value)
    spelled = {one: _spellings(one, name) for one, name in names[facet].items()} if wanted else {}
    for fits in (_is, _holds, _begins):
        values = [one for one, all_of in spelled.items() if any(fits(wanted, it) for it in all_of)]
        if values:
            return tuple(values) if len(values) <= MOST_VALUES else ()
    return ()


def _filter(found: re.Match[str], rest: str, names: Names) -> Narrowing | Unknown:
    field = found["field"].lower()
    value = (found["quoted"] or found["bare"] or "").strip()
    values = values_of(FIELDS[field], value, names)
    return Narrowing(FIELDS[field], values, rest) if values else Unknown(field, value)


def _years(value: str) -> tuple[str, ...]:
    """Return the years of "2024" or "2020-2024"."""
    if not (found := _YEARS.fullmatch(value)):
        return ()
    first, last = sorted((int(found[1]), int(found[2] or found[1])))
    return tuple(str(year) for year in range(first, min(last, first + LONGEST_SPAN) + 1))


@lru_cache(maxsize=4_096)
def _folded(text: str) -> Phrase:
    return tuple(words_in(text))


def _spellings(value: str, name: str | Promise) -> tuple[Phrase, ...]:
    """Return a value and its name as words; what is ours to translate is known in German, too."""
    if isinstance(name, str):
        return _folded(value), _folded(name)
    with override("de"):
        german = str(name)
    return _folded(value), _folded(str(name)), _folded(german)


def _is(wanted: Phrase, name: Phrase) -> bool:
    return wanted == name


def _holds(wanted: Phrase, name: Phrase) -> bool:
    """Whether these words stand in the name, in this or another form: fragen, Frage."""
    stems = tuple(map(stem_of, wanted))
    return any(stems == tuple(map(stem_of, part)) for part in _parts(name, len(wanted)))


def _begins(wanted: Phrase, name: Phrase) -> bool:
    """Whether these words stand in the name, the last one begun."""
    return any(
        part[:-1] == wanted[:-1] and part[-1].startswith(wanted[-1])
        for part in _parts(name, len(wanted))
    )


def _parts(name: Phrase, length: int) -> Iterator[Phrase]:
    return (name[start : start + length] for start in range(len(name) - length + 1))
