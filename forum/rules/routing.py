"""Which counties to ask: a ranking by what speaks for them, bounded so that none drowns. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.members.experience import Clue

# What one kind of evidence is worth at most. Having answered something alike says most, having a
# channel least: many counties have one.
WEIGHTS: Mapping[str, float] = {"similar": 4.0, "accepted": 3.0, "case_study": 2.0, "channel": 1.0}
# So many requests within LOAD_DAYS, or still waiting, are what an office can take beside its own
# work: about one a week. From there on a county is not suggested.
CAPACITY = 5
LOAD_DAYS = 30
MOST_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A county that may be asked: what speaks for it, and how many requests it has had lately."""

    pk: int
    slug: str
    name: str
    load: int
    clues: Mapping[str, Clue]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A county worth asking, and why."""

    pk: int
    slug: str
    name: str
    score: float
    reasons: tuple[str, ...]


def ranked(candidates: Iterable[Candidate], most: int = MOST_SUGGESTED) -> list[Suggestion]:
    """Return the counties with the best evidence; of two alike the one with fewer requests."""
    scored = [
        (score_of(one), one) for one in candidates if one.clues and one.load < CAPACITY
    ]  # fmt: skip
    scored.sort(key=lambda pair: (-round(pair[0], 6), pair[1].load, pair[1].name, pair[1].pk))
    return [
        Suggestion(one.pk, one.slug, one.name, score, _reasons(one))
        for score, one in scored[:most]
        if score > 0
    ]


def score_of(candidate: Candidate) -> float:
    """Weigh what speaks for a county; the more requests it has, the less it counts.

    The second thing of a kind adds less than the first: ten case studies are not worth ten times
    one answer.
    """
    evidence = sum(
        WEIGHTS[kind] * clue.amount / (clue.amount + 1) for kind, clue in candidate.clues.items()
    )
    return evidence * (1 - candidate.load / CAPACITY)


def _reasons(candidate: Candidate) -> tuple[str, ...]:
    """Tell first what is easiest to check."""
    order = ("case_study", "accepted", "channel", "similar")
    return tuple(candidate.clues[kind].text for kind in order if kind in candidate.clues)
