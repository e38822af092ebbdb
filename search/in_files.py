"""In which of a hit's files the words stand that its page does not say itself."""

from collections.abc import Collection

from search.analysis.streams import terms_in
from search.port import FoundFile, Hit


def files_saying(hit: Hit, wanted: Collection[str]) -> list[FoundFile]:
    """Return the files that say what title and text are silent about; most hits have no files."""
    if not hit.files:
        return []
    missing = set(wanted) - terms_in(f"{hit.title} {hit.body}")
    return [file for file in hit.files if file.terms & missing]


def says_nothing(hit: Hit, wanted: Collection[str]) -> bool:
    """Whether the text of the page has none of the words: its files alone led here."""
    return bool(hit.files) and not terms_in(hit.body) & set(wanted)


def has_any(hit: Hit, wanted: Collection[str]) -> bool:
    """Whether title or text of the page have one of the words."""
    return not terms_in(f"{hit.title} {hit.body}").isdisjoint(wanted)
