"""Questions and examples for who writes, by what the case study is about: `data/patterns/`.

A pattern's file says in German and English what it is for, and for each section which questions
its text answers and how that may read. What a file leaves out is taken from `allgemein.toml`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from portal.kernel.markdown import render_markdown

FOLDER = Path(__file__).parent / "data" / "patterns"
GENERAL = "allgemein"
LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What helps to write one section; the example is HTML."""

    questions: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of case study; topics and channels by their slugs."""

    slug: str
    name: str
    about: str
    topics: tuple[str, ...]
    channels: tuple[str, ...]
    prompts: Mapping[str, Prompt]

    def prompt(self, field: str) -> Prompt:
        """Return what helps with this field; the general pattern knows all of them."""
        return self.prompts.get(field) or _of(GENERAL).prompts.get(field, Prompt())


def patterns() -> list[Pattern]:
    """Return all patterns in the reader's language, the general one last."""
    return sorted((_of(slug) for slug in _slugs()), key=lambda one: (one.slug == GENERAL, one.name))


def pattern_called(slug: str) -> Pattern:
    """Return the pattern of this name, or the general one."""
    return _of(slug if slug in _slugs() else GENERAL)


def pattern_for(topics: Iterable[str], channels: Iterable[str]) -> str:
    """Return which pattern fits best what a page is about; the general one where none does."""
    about, on = set(topics), set(channels)
    matches = {
        one.slug: 2 * len(about.intersection(one.topics)) + len(on.intersection(one.channels))
        for one in patterns()
    }
    best = max(matches, key=lambda slug: (matches[slug], slug == GENERAL))
    return best if matches[best] else GENERAL


def _of(slug: str) -> Pattern:
    language = (get_language() or "").split("-")[0]
    return _read(slug, language if language in LANGUAGES else LANGUAGES[0])


@cache
def _slugs() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def _read(slug: str, language: str) -> Pattern:
    told = tomllib.loads((FOLDER / f"{slug}.toml").read_text(encoding="utf-8"))
    words: dict[str, Any] = told[language]
    return Pattern(
        slug=slug,
        name=words.pop("name"),
        about=words.pop("about"),
        topics=tuple(told.get("topics", ())),
        channels=tuple(told.get("channels", ())),
        prompts={field: _prompt(prompt) for field, prompt in words.items()},
    )


def _prompt(told: Mapping[str, Any]) -> Prompt:
    return Prompt(tuple(told.get("questions", ())), render_markdown(told.get("example", "")))
