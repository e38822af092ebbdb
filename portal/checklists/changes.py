"""What a guideline says now, beside what a county took over. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from portal.kernel.diff import Piece, compare
from portal.kernel.markdown import plain_text


@dataclass(frozen=True, slots=True)
class Words:
    """What a step says: as HTML for readers, and as text to be compared."""

    title: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class LiveStep:
    """A step of the guideline as it is published."""

    key: UUID
    words: Words


class Taken(Protocol):
    """A step as it was taken over."""

    key: UUID
    is_removed: bool

    @property
    def words(self) -> Words:
        """What it says."""


class News(StrEnum):
    """How a step differs."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: the step as it was taken over, and as it is now."""

    news: News
    key: UUID
    before: Words | None
    after: Words | None

    @property
    def title(self) -> str:
        """What the step is called, by its newest name."""
        return (self.after or self.before or Words("", "", "")).title

    @property
    def digest(self) -> str:
        """What it says now: whoever accepts it accepts exactly this."""
        return digest_of([self])

    @property
    def title_diff(self) -> list[Piece]:
        """Return the title word by word."""
        return list(compare(_title(self.before), _title(self.after)))

    @property
    def text_diff(self) -> list[Piece]:
        """Return the explanation word by word."""
        return list(compare(_text(self.before), _text(self.after)))


def _title(words: Words | None) -> str:
    return words.title if words else ""


def _text(words: Words | None) -> str:
    return words.text if words else ""


def live_steps(html: Mapping[str, Any]) -> list[LiveStep]:
    """Read the steps from what a guideline keeps for its readers."""
    return [
        LiveStep(
            UUID(one["key"]), Words(one["title"], one["html"] or "", plain_text(one["html"] or ""))
        )
        for one in html.get("steps", ())
    ]


def changes_between(taken: Iterable[Taken], live: Sequence[LiveStep]) -> list[Change]:
    """Return what is new, changed and removed, in the guideline's order; what went comes last."""
    there = {one.key: one for one in taken}
    now = {one.key for one in live}
    gone = (one for one in there.values() if one.key not in now and not one.is_removed)
    return [
        *_of_the_guideline(there, live),
        *(Change(News.REMOVED, one.key, one.words, None) for one in gone),
    ]


def _of_the_guideline(there: Mapping[UUID, Taken], live: Sequence[LiveStep]) -> Iterator[Change]:
    for one in live:
        known = there.get(one.key)
        if known is None or known.is_removed:
            yield Change(News.NEW, one.key, None, one.words)
        elif known.words != one.words:
            yield Change(News.CHANGED, one.key, known.words, one.words)


def digest_of(changes: Iterable[Change]) -> str:
    """Name a set of changes by what it says, whatever the guideline said before."""
    said = sha256()
    for change in changes:
        after = change.after or Words("", "", "")
        for part in (change.news, str(change.key), after.title, after.html):
            said.update(f"{len(part)} {part}".encode())
    return said.hexdigest()
