"""A document's headings matched to the sections a page has, in the words people use for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from rapidfuzz import fuzz, process, utils

# How alike (of 100) a heading and a name must be; the longest line that can be a heading.
ALIKE = 86
LONGEST_HEADING = 90
# Shorter names are contained in too many headings: they must be the whole of it.
SHORT = 4
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_NO_LEVEL = 0
_BOLD_LINE = 3


@dataclass(frozen=True, slots=True)
class Part:
    """What stood under one heading and went into one section."""

    heading: str
    section: str


@dataclass(slots=True)
class Sorted:
    """A document by section: HTML, where each part came from, and what its title may be."""

    title: str = ""
    html: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)


def sort_into(html: str, names: Mapping[str, Sequence[str]], rest: str) -> Sorted:
    """Sort sanitised HTML into sections by its headings; what fits none goes into REST.

    NAMES: for each section the headings under which people write it. A heading that fits none
    and is no deeper than the section's own ends that section.
    """
    found = Sorted()
    elements = _elements(html)
    found.title, elements = _title(elements, names)
    section, level = rest, _NO_LEVEL
    for element in elements:
        heading = _heading(element)
        match = section_named(heading, names) if heading else None
        own_level = _LEVELS.get(element.name, _BOLD_LINE if match else _NO_LEVEL)
        if match:
            section, level = match, own_level
            found.parts.append(Part(heading, match))
            continue
        if own_level and own_level <= level:
            section, level = rest, _NO_LEVEL
        if own_level and section == rest:
            found.parts.append(Part(heading, rest))
        if own_level and level:  # below the heading of its section, whichever level that had
            element.name = f"h{own_level - level + 1}"
        found.html[section] = found.html.get(section, "") + str(element)
    return found


def section_named(heading: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """Return the section a heading means, or None."""
    spoken = utils.default_process(heading)
    by_name = {
        utils.default_process(name): section for section, all_ in names.items() for name in all_
    }
    if spoken in by_name:
        return by_name[spoken]
    long = [name for name in by_name if len(name) >= SHORT]
    best = process.extractOne(spoken, long, scorer=fuzz.ratio, score_cutoff=ALIKE)
    best = best or process.extractOne(spoken, long, scorer=fuzz.token_set_ratio, score_cutoff=100)
    return by_name[best[0]] if best else None


def _elements(html: str) -> list[Tag]:
    soup = BeautifulSoup(html, "html.parser")
    return [one for one in soup.children if isinstance(one, Tag) and _says_something(one)]


def _says_something(element: Tag) -> bool:
    return bool(element.get_text(strip=True)) or element.name == "hr"


def _heading(element: Tag) -> str:
    """Return the words of a heading, or of a line that is bold as a whole, as people make them."""
    text = " ".join(element.get_text().split())
    if element.name in _LEVELS:
        return text
    bold = element.name == "p" and [child for child in element.children if str(child).strip()]
    whole = bold and all(isinstance(one, Tag) and one.name == "strong" for one in bold)
    return text if whole and len(text) <= LONGEST_HEADING else ""


def _title(elements: list[Tag], names: Mapping[str, Sequence[str]]) -> tuple[str, list[Tag]]:
    """Return what the document is called: a heading on top, the only one of its level."""
    first = elements[0] if elements else None
    if first is None or first.name not in _LEVELS or section_named(_heading(first), names):
        return "", elements
    if any(_LEVELS.get(one.name, 9) <= _LEVELS[first.name] for one in elements[1:]):
        return "", elements
    return _heading(first), elements[1:]
