"""Whether suggestions save questions: what was seen before asking, and what is counted. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from forum.rules.figures import Share
from portal.kernel.content import Reference

MOST_SEEN = 30
# Of fewer, somebody could tell who it was.
FEWEST_ORGANISATIONS = 3


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """What somebody was shown while she wrote a question, and what of it she opened."""

    shown: tuple[Reference, ...] = ()
    opened: tuple[Reference, ...] = ()


NOTHING_SEEN = SeenBefore()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a draft ended in which suggestions were shown: it was asked, or given up."""

    organisation: int
    is_asked: bool
    has_opened: bool


@dataclass(frozen=True, slots=True)
class Deflection:
    """Drafts by how they ended; the shares are of those in which a suggestion was opened or not."""

    opened: Share
    unopened: Share


def seen_from(shown: str, opened: str) -> SeenBefore:
    """Read what a form brings, a reference a line; whatever is none is left out."""
    return SeenBefore(_references(shown), _references(opened))


def as_text(references: Iterable[Reference]) -> str:
    """Write references as a form carries them."""
    return "\n".join(map(str, references))


def _references(text: str) -> tuple[Reference, ...]:
    pairs = (line.strip().partition(":") for line in text.splitlines())
    found = dict.fromkeys(Reference(kind, key) for kind, _colon, key in pairs if kind and key)
    return tuple(found)[:MOST_SEEN]


def deflection_of(drafts: Iterable[Ended]) -> Deflection | None:
    """Count how many were given up; None where too few organisations are among them."""
    rows = list(drafts)
    if len({one.organisation for one in rows}) < FEWEST_ORGANISATIONS:
        return None
    return Deflection(
        opened=_given_up([one for one in rows if one.has_opened]),
        unopened=_given_up([one for one in rows if not one.has_opened]),
    )


def _given_up(rows: list[Ended]) -> Share:
    return Share(sum(not one.is_asked for one in rows), len(rows))
