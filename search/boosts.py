"""What lets a hit rise or sink beyond its words: every reason, its weight, and how it is said.

Documents carry marks; this table says what they are worth. A factor near 1 is gentle: it decides
between hits that match alike, and puts no weaker match before a better one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import prod

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

# How long a review keeps its full worth; after as many days again it has none.
FRESH_DAYS = 365


class Because(StrEnum):
    """What a mark says of a document."""

    ACCEPTED = "accepted"
    ANSWERED = "answered"
    OUTDATED = "outdated"
    OBSOLETE = "obsolete"
    REVIEWED = "reviewed"
    REPLICATED = "replicated"
    REGISTER = "register"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Mark:
    """A reason, how far it applies (1: in full), and what is said of it: counts, or a day."""

    because: str
    degree: float = 1.0
    part: int = 0
    whole: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Boost:
    """What a mark is worth where it applies in full, and its one line."""

    factor: float
    say: Callable[[Mark, date], str | Promise]


def _as(text: str | Promise) -> Callable[[Mark, date], str | Promise]:
    return lambda _mark, _today: text


def _reviewed(mark: Mark, today: date) -> str:
    days = (today - (mark.on or today)).days
    if days < 31:
        return _("reviewed in the last month")
    months = round(days / 30.4)
    return ngettext("reviewed %(n)d month ago", "reviewed %(n)d months ago", months) % {"n": months}


def _replicated(mark: Mark, _today: date) -> str:
    return _("worked in %(part)d of %(whole)d counties that tried it") % {
        "part": mark.part,
        "whole": mark.whole,
    }


BOOSTS: Mapping[str, Boost] = {
    # Whoever asked says that it helped. Gentle: it outranks an equal match, not a better one.
    Because.ACCEPTED: Boost(1.15, _as(gettext_lazy("accepted answer"))),
    # Something to read is more than nothing, but nobody has said that it is right.
    Because.ANSWERED: Boost(1.05, _as(gettext_lazy("answered"))),
    # Its authors say that it holds, and when: as much as an answer, and less with time.
    Because.REVIEWED: Boost(1.05, _reviewed),
    # What worked elsewhere, too. The degree is what few reports prove at least (Wilson).
    Because.REPLICATED: Boost(1.15, _replicated),
    # Not gentle: what holds shall come first, and still be found beside what does not.
    Because.OUTDATED: Boost(0.4, _as(gettext_lazy("marked as outdated: ranks lower"))),
    # Still found where nothing else is, but below whatever says the same and holds. Half would not
    # do: a rare word in a title counts as much.
    Because.OBSOLETE: Boost(0.3, _as(gettext_lazy("does not hold any more: ranks lower"))),
    # An entry of the register is short, so every word of it weighs much; what counties wrote about
    # their experience shall come first.
    Because.REGISTER: Boost(0.4, _as(gettext_lazy("entry of the register: ranks lower"))),
    # Who types a county's name wants its page before what it wrote, though both hold the name;
    # more would put profiles before experience where a topic is typed.
    Because.PROFILE: Boost(1.2, _as(gettext_lazy("a county's own page"))),
}


def boost_of(marks: Iterable[Mark]) -> float:
    """Return the factor on a document's score."""
    factors = (1 + (BOOSTS[mark.because].factor - 1) * mark.degree for mark in marks)
    return prod(factors, start=1.0)


def freshness(reviewed_on: date, today: date) -> float:
    """Return how far a review counts: in full for a year, then less, after two not at all.

    It is as of the day the document was made; every rebuild brings it up to date.
    """
    late = (today - reviewed_on).days - FRESH_DAYS
    return min(1.0, max(0.0, 1 - late / FRESH_DAYS))


def said(marks: Iterable[Mark], today: date) -> list[str]:
    """Return one line per mark; what an older version of the index knows, and we do not, has none.

    A county reads them beside a hit: they tell nothing that the hit's page does not.
    """
    return [str(BOOSTS[mark.because].say(mark, today)) for mark in marks if mark.because in BOOSTS]
