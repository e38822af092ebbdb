"""What the search is to the rest of the house: documents go in, queries come in, hits go out.

Engines live behind `Engine`; nobody else knows which one runs.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from portal.kernel.content import Reference
from portal.outbox.registry import Failure

FACETS = ("kind", "organisation", "topic", "channel", "year")
LARGEST_PAGE = 50
# Nobody reads so far, and every page further costs the engine all pages before it.
DEEPEST_HIT = 1_000


class EngineUnavailable(Exception):
    """The engine is down, too slow, or gave an incomplete answer; nothing of it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the search knows of one piece of content. `audience`: who may find it."""

    reference: Reference
    title: str
    body: str
    url: str
    audience: frozenset[str]
    organisation: str
    organisation_name: str
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    published_at: datetime
    boost: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a reader looks for. `audience` holds the reader's tokens and is never empty."""

    text: str
    audience: frozenset[str]
    kinds: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    page: int = 1
    page_size: int = 10
    exact: bool = False

    @property
    def offset(self) -> int:
        """How many hits are skipped; bounded, like the size of a page."""
        return min((max(self.page, 1) - 1) * self.limit, DEEPEST_HIT - self.limit)

    @property
    def limit(self) -> int:
        """How many hits are asked for."""
        return max(1, min(self.page_size, LARGEST_PAGE))

    def filters(self) -> dict[str, tuple[str, ...]]:
        """Return the exact values asked for, by field, empty ones left out."""
        chosen = {
            "kind": self.kinds,
            "organisation": self.organisations,
            "topic": self.topics,
            "channel": self.channels,
            "year": self.years,
        }
        return {name: values for name, values in chosen.items() if values}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One document that matches, as the engine stored it."""

    reference: Reference
    title: str
    body: str
    url: str
    organisation: str
    organisation_name: str
    published_at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many hits have this value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of hits, with the number of all and the counts by facet."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Bucket, ...]] = field(default_factory=dict)


class Builder(Protocol):
    """A new index growing beside the living one."""

    def add(self, documents: Sequence[Document]) -> Mapping[Reference, Failure]:
        """Index documents into the new index and return those it refused."""

    def remove(self, references: Sequence[Reference]) -> None:
        """Delete documents from the new index; absent ones are no error."""

    def swap(self) -> None:
        """Let the new index take over at once. Without it, leaving drops the new index."""


class Engine(Protocol):
    """A search engine. Every method may raise EngineUnavailable."""

    def update(
        self, documents: Sequence[Document], deleted: Sequence[Reference]
    ) -> Mapping[Reference, Failure]:
        """Index and delete, findable on return; gives back what was refused. Idempotent."""

    def search(self, query: Query, terms: "Sequence[Term]") -> Results:
        """Find what matches any term and all filters; without terms the newest come first."""

    def suggest(self, query: Query, groups: "Sequence[Sequence[Term]]") -> tuple[Hit, ...]:
        """Return the best hits that match a term of *every* group, and all filters."""

    def rebuild(self) -> AbstractContextManager[Builder]:
        """Begin a new index beside the living one, removing leftovers of killed rebuilds."""

    def count(self) -> int:
        """Return how many documents the living index holds."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word to look for: in which stream, and what a match is worth."""

    stream: str
    word: str
    weight: float
