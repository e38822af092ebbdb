"""J. Savoy's light stemmer for German.

J. Savoy, "Light Stemming Approaches for the French, Portuguese, German and Hungarian Languages",
ACM SAC 2006. It removes inflections of nouns and adjectives only; umlauts are removed first, so
that a plural (Häuser) meets its singular (Haus).
"""

import re
from functools import lru_cache

# Folded umlauts (ae, oe, ue), but not the e after q-u or another vowel: "quer", "neue", "treue".
_UMLAUT = re.compile(r"(?<![aeiouq])([aou])e")
_ENDING = frozenset("bdfghklmnt")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of a folded word."""
    return _without_second_ending(_without_first_ending(without_umlauts(word)))


def without_umlauts(word: str) -> str:
    """Return a folded word as if it had been typed without umlauts: buerger, burger."""
    return _UMLAUT.sub(r"\1", word)


def _without_first_ending(word: str) -> str:
    length = len(word)
    if length > 5 and word.endswith("ern"):
        return word[:-3]
    # Not Savoy's: he leaves the dative and plural of words in -el (Regeln, Artikeln) as they are.
    if length > 5 and word.endswith("eln"):
        return word[:-1]
    if length > 4 and word[-2] == "e" and word[-1] in "mnrs":
        return word[:-2]
    if length > 3 and word[-1] == "e":
        return word[:-1]
    if length > 3 and word[-1] == "s" and word[-2] in _ENDING:
        return word[:-1]
    return word


def _without_second_ending(word: str) -> str:
    length = len(word)
    if length > 5 and word.endswith("est"):
        return word[:-3]
    if length > 4 and word.endswith(("er", "en")):
        return word[:-2]
    if length > 4 and word.endswith("st") and word[-3] in _ENDING:
        return word[:-2]
    return word
