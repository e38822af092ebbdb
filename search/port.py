"""What the search is to the rest of the house: documents go in, queries come in, hits go out.

Engines live behind `Engine`; nobody else knows which one runs.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from portal.kernel.content import Reference
from portal.outbox.registry import Failure
from search.boosts import Mark, boost_of

# What results are narrowed by and counted by, and the fields of a query that hold what was chosen.
FILTERS = {
    "kind": "kinds",
    "organisation": "organisations",
    "topic": "topics",
    "channel": "channels",
    "year": "years",
    "solved": "solved",
    "language": "languages",
}
FACETS = tuple(FILTERS)
LARGEST_PAGE = 50
# Nobody reads so far, and every page further costs the engine all pages before it.
DEEPEST_HIT = 1_000
# Days no document lies beyond, and no clock has trouble with.
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


class EngineUnavailable(Exception):
    """The engine is down, too slow, or gave an incomplete answer; nothing of it is shown."""


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file that stands on a page: it is found with the page."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the search knows of one piece of content. `audience`: who may find it.

    `solved` is for what can be solved, a question; `marks` are what lets it rise or sink.
    """

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
    solved: bool | None = None
    marks: tuple[Mark, ...] = ()
    files: tuple[FileText, ...] = ()

    @property
    def boost(self) -> float:
        """The factor on its score."""
        return boost_of(self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a reader looks for. `audience` holds the reader's tokens and is never empty.

    `operators`: the text was typed into a search field, quotes and filters in it mean something.
    `phrases` and `without` are folded words in a row that a hit has, or has not; one word alone
    excludes all its forms. `besides` is left out, and not counted: the reader may not see it any
    more. `since` and `until` are days, both included. Nobody looks at the counts
    of a search that is not `counted`; whoever asks why each hit was found has it `explained`.
    """

    text: str
    audience: frozenset[str]
    kinds: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    solved: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    besides: tuple[Reference, ...] = ()
    page: int = 1
    page_size: int = 10
    exact: bool = False
    operators: bool = False
    counted: bool = True
    explained: bool = False

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
        chosen = ((name, getattr(self, field)) for name, field in FILTERS.items())
        return {name: values for name, values in chosen if values}

    def countings(self) -> Iterator[tuple["Query", tuple[str, ...]]]:
        """Yield what to count, and among the hits of which query; this one with its rest first.

        A facet is counted among the hits of all *other* filters: its own would leave the chosen
        values only, and nothing to add to them.
        """
        chosen = self.filters()
        yield self, tuple(name for name in FACETS if name not in chosen) if self.counted else ()
        if self.counted:
            for name in chosen:
                everything: dict[str, Any] = {FILTERS[name]: ()}
                yield replace(self, **everything), (name,)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of a hit: the beginning of its text, and the terms under which it is found."""

    name: str
    beginning: str
    terms: frozenset[str]


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
    marks: tuple[Mark, ...] = ()
    files: tuple[FoundFile, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Held:
    """What the index holds of a document: enough to tell whether it is what it should be."""

    reference: Reference
    digest: str
    audience: frozenset[str]


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

    def counts(self) -> Mapping[str, int]:
        """Count the living index by kind, whoever may find what: for those who look after it."""

    def leftovers(self) -> Collection[str]:
        """Name what killed rebuilds left behind; while one runs, its index is among them."""

    def held(self, references: Collection[Reference] | None = None) -> Iterator[Held]:
        """Yield what the living index holds of these things, or of all, as of this moment."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word to look for: in which stream, and what a match is worth."""

    stream: str
    word: str
    weight: float
