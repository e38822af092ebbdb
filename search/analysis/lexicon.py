"""The nouns of which German compounds are made.

Read once from the package `german-nouns` (Wiktionary, CC BY-SA 4.0) and kept as a small file:
stem and frequency, one a line. The frequency of a noun is how often it is a constituent of other
nouns of the lexicon: that is what Koehn & Knight's measure asks, without a corpus.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata, resources
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile

from search.analysis.folding import fold
from search.analysis.stemming import stem

SHORTEST = 3
SHORTEST_VERB = 4
LONGEST = 24
# Raised with every change of what becomes of a text: /betrieb/ then asks for a rebuild.
FORMAT = 3

# Words of this field which the dictionary lacks, or which are rare in it.
PORTAL_WORDS = """
app blog bluesky bot chat chatbot cloud community content dialog facebook feed follower hashtag
hochschule impressum influencer instagram internet kanal kommentar kommune kreis landkreis landrat
linkedin live mail mastodon media medien messenger moderation netz netiquette newsletter online post
podcast portal profil redaktion seite server shitstorm site social software stream team telegram
threads tiktok tweet twitter verwaltung video web website whatsapp youtube
""".split()

_WORD = re.compile(r"[a-z]+")
_UNFIT = re.compile(
    r"name|Toponym|Abkürzung|Affix|Präfix|Suffix|Gebundenes|Zahl|Buchstabe", re.IGNORECASE
)


def lexicon_version() -> str:
    """Name the lexicon in use; a rebuild of the index records it."""
    return f"german-nouns-{metadata.version('german-nouns')}-{FORMAT}"


@cache
def load_lexicon(folder: Path) -> Mapping[str, int]:
    """Return stem -> frequency (at least 1), made on the first call and kept in `folder`."""
    path = folder / f"{lexicon_version()}.tsv"
    if not path.exists():
        _write(path, _count_constituents(_stems()))
    with path.open(encoding="ascii") as lines:
        rows = (line.split("\t") for line in lines)
        return {word: int(count) for word, count in rows}


def _write(path: Path, counts: Mapping[str, int]) -> None:
    """Write beside and rename: two processes starting at once both end with a whole file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="ascii") as file:
        file.writelines(f"{word}\t{count}\n" for word, count in sorted(counts.items()))
    Path(file.name).replace(path)


def _stems() -> set[str]:
    """Return the stems of all nouns, and of the verbs that begin compounds: Impf(ung)-zentrum."""
    nouns = {stem(word) for word in (*_nouns(), *PORTAL_WORDS)}
    return nouns | {base for noun in nouns if (base := verb_of(noun))}


def verb_of(noun: str) -> str:
    """Return the stem of the verb in a stemmed noun in -ung, or nothing."""
    base = noun.removesuffix("ung")
    return base if base != noun and len(base) >= SHORTEST_VERB else ""


def _nouns() -> Iterator[str]:
    source = resources.files("german_nouns").joinpath("nouns.csv")
    with source.open("rb") as raw, TextIOWrapper(raw, encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        for lemma, kinds, *_forms in rows:
            word = fold(lemma)
            if (
                _WORD.fullmatch(word)
                and SHORTEST <= len(word) <= LONGEST
                and not _UNFIT.search(kinds)
            ):
                yield word


def _count_constituents(stems: set[str]) -> Counter[str]:
    """Count in how many nouns each noun is a part.

    A linking s is ambiguous (Verkehr-s-amt, Verkehr-Samt): words with one way to be split are
    counted first, and tell how the others are meant.
    """
    ways = [_halves(word, stems) for word in stems]
    counts = Counter(dict.fromkeys(stems, 1))
    for halves in ways:
        if len(halves) == 1:
            counts.update(chain.from_iterable(halves))
    likeliest = [
        max(halves, key=lambda half: counts[half[0]] * counts[half[1]])
        for halves in ways
        if len(halves) > 1
    ]
    counts.update(chain.from_iterable(likeliest))
    for word in PORTAL_WORDS:
        counts[stem(word)] += 50
    return counts


def _halves(word: str, stems: set[str]) -> list[tuple[str, str]]:
    pairs = ((stem(word[:cut]), word[cut:]) for cut in range(SHORTEST, len(word) - SHORTEST + 1))
    return [(head, tail) for head, tail in pairs if head in stems and tail in stems]
