"""How well texts and mentors fit a county, and why: pure, the reasons in the reader's language."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# What an overlap is worth. A subject somebody lacks counts more than one she has begun with.
NO_EXPERIENCE, FIRST_STEPS, WORRY, PLANNED = 3, 1, 2, 3
SAME_LAND, SAME_SIZE, FRESH = 1, 1, 1
# A gap that a recommended text covers already is worth a fraction of what it was.
COVERED_ALREADY = 4
SIMILAR_SIZE = 1.6
FRESH_FOR = timedelta(days=730)
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """What makes counties alike."""

    land: str = ""
    population: int | None = None

    def same_land(self, other: "Place") -> bool:
        """Whether both lie in one Land."""
        return bool(self.land) and self.land == other.land

    def same_size(self, other: "Place") -> bool:
        """Whether both have about as many inhabitants."""
        if not self.population or not other.population:
            return False
        small, large = sorted((self.population, other.population))
        return large <= small * SIMILAR_SIZE


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a county wants to know: a field, a worry, or a channel it plans."""

    slug: str
    label: str | Promise
    weight: int
    topics: tuple[str, ...] = ()
    platform: str = ""
    question: str | Promise = ""

    def covered_by(self, topics: Collection[str], channels: Collection[str]) -> bool:
        """Whether something about these topics and channels helps with it."""
        return self.platform in channels or not set(self.topics).isdisjoint(topics)


def to_ask(gaps: Sequence[Gap], number: int) -> list[Gap]:
    """Return what to ask first: what weighs most, and not three times about new channels."""
    about_channels = [gap for gap in gaps if gap.platform]
    others = [gap for gap in gaps if not gap.platform]
    return [*about_channels[:1], *others, *about_channels[1:]][:number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A case study or a guideline that could be recommended."""

    kind: str
    key: str
    title: str
    url: str
    organisation: str
    place: Place
    topics: frozenset[str]
    channels: frozenset[str]
    checked_on: date | None

    @property
    def what(self) -> str:
        """Its address across apps, as a tick notes it."""
        return f"{self.kind}:{self.key}"

    def covers(self, gap: Gap) -> bool:
        """Whether it helps with a gap."""
        return gap.covered_by(self.topics, self.channels)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A text, and why it is recommended, in one line."""

    text: Text
    reason: str


def recommend(
    gaps: Sequence[Gap], texts: Iterable[Text], number: int, place: Place, today: date
) -> list[Recommendation]:
    """Choose texts that cover as much as possible together: the best first, each new one less
    for what is covered already."""
    left, weights = list(texts), {gap.slug: float(gap.weight) for gap in gaps}
    chosen: list[Recommendation] = []
    while left and len(chosen) < number:
        best = min(left, key=lambda text: _order(text, gaps, weights, place, today))
        left.remove(best)
        chosen.append(Recommendation(best, reason_for(best, gaps, place, today)))
        for gap in gaps:
            if best.covers(gap):
                weights[gap.slug] /= COVERED_ALREADY
    return chosen


def _order(
    text: Text, gaps: Sequence[Gap], weights: Mapping[str, float], place: Place, today: date
) -> tuple[float, int, str]:
    score = sum(weights[gap.slug] for gap in gaps if text.covers(gap))
    score += SAME_LAND * place.same_land(text.place) + SAME_SIZE * place.same_size(text.place)
    score += FRESH * _fresh(text, today)
    age = -text.checked_on.toordinal() if text.checked_on else 0
    return (-score, age, text.key)


def _fresh(text: Text, today: date) -> bool:
    return text.checked_on is not None and today - text.checked_on <= FRESH_FOR


def reason_for(text: Text, gaps: Sequence[Gap], place: Place, today: date) -> str:
    """Say in one line why a text fits."""
    matching = sorted((gap for gap in gaps if text.covers(gap)), key=lambda gap: -gap.weight)
    reasons = []
    if matching:
        about = "; ".join(str(gap.label) for gap in matching[:2])
        reasons.append(_("for: %(subjects)s") % {"subjects": about})
    reasons += likeness(place, text.place)
    if _fresh(text, today) and text.checked_on:
        reasons.append(_("checked in %(year)d") % {"year": text.checked_on.year})
    return " · ".join(reasons[:MOST_REASONS]) or _("for everybody who begins")


def likeness(one: Place, other: Place) -> list[str]:
    """Say in what two counties are alike."""
    alike = []
    if one.same_size(other):
        alike.append(_("same size"))
    if one.same_land(other):
        alike.append(_("same Land"))
    return alike


def first_that_helps(gap: Gap, texts: Iterable[Text]) -> Text | None:
    """Return the newest text that helps with one gap; None: a gap of the platform."""
    helping = [text for text in texts if text.covers(gap)]
    return max(helping, key=lambda text: (text.checked_on or date.min, text.key), default=None)


# --- Mentors ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeking:
    """A county that looks for a mentor."""

    pk: int
    place: Place
    gaps: tuple[Gap, ...]
    running: frozenset[str] = frozenset()
    planned: frozenset[str] = frozenset()
    # Where everything else is equal, who has waited longest comes first.
    since: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """A county that offers to be a mentor, and what stands behind the offer."""

    pk: int
    place: Place
    topics: frozenset[str] = frozenset()
    # By address: the name, and the year in which it began there, where that is known.
    platforms: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, int] = field(default_factory=dict)
    # For each of its case studies the topics.
    stories: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How much two counties have to do with each other, and why."""

    score: int
    reasons: tuple[str, ...] = ()


def fit(seeker: Seeking, mentor: Offering) -> Fit:
    """Say how much a mentor could help: what the seeker's wishes follow."""
    helped = [gap for gap in seeker.gaps if gap.covered_by(mentor.topics, ())]
    shared = _shared_platforms(seeker, mentor)
    stories = _stories_for(seeker, mentor)
    score = sum(gap.weight for gap in helped) + 3 * len(shared) + 2 * stories
    score += 2 * seeker.place.same_size(mentor.place) + 2 * seeker.place.same_land(mentor.place)
    reasons = likeness(seeker.place, mentor.place)
    reasons += [_channel_reason(mentor, slug) for slug in shared[:2]]
    if stories:
        said = ngettext("%(n)d case study on it", "%(n)d case studies on it", stories)
        reasons.append(said % {"n": stories})
    if helped:
        subjects = "; ".join(str(gap.label) for gap in helped[:2])
        reasons.append(_("helps with: %(subjects)s") % {"subjects": subjects})
    return Fit(score, tuple(reasons))


def _shared_platforms(seeker: Seeking, mentor: Offering) -> list[str]:
    """Return what the mentor runs or offers of the seeker's channels, planned ones first."""
    wanted = [*sorted(seeker.planned), *sorted(seeker.running - seeker.planned)]
    return [slug for slug in wanted if slug in mentor.platforms]


def _channel_reason(mentor: Offering, slug: str) -> str:
    name, year = mentor.platforms[slug], mentor.since.get(slug)
    if year is None:
        return _("knows %(platform)s") % {"platform": name}
    return _("on %(platform)s since %(year)d") % {"platform": name, "year": year}


def _stories_for(seeker: Seeking, mentor: Offering) -> int:
    wanted = {topic for gap in seeker.gaps for topic in gap.topics}
    return sum(1 for topics in mentor.stories if not wanted.isdisjoint(topics))


def wishes_of(seeker: Seeking, mentors: Iterable[Offering]) -> list[int]:
    """Return the mentors a county would have, the best first; equal ones by number."""
    scored = [(-fit(seeker, mentor).score, mentor.pk) for mentor in mentors]
    return [pk for _score, pk in sorted(scored) if pk != seeker.pk]


def ranking_of(mentor: Offering, seekers: Iterable[Seeking]) -> list[int]:
    """Return whom a mentor would take: whom its offer helps most, then who waits longest."""
    scored = [(-_help(mentor, seeker), seeker.since, seeker.pk) for seeker in seekers]
    return [pk for _score, _since, pk in sorted(scored) if pk != mentor.pk]


def _help(mentor: Offering, seeker: Seeking) -> int:
    helped = sum(1 for gap in seeker.gaps if gap.covered_by(mentor.topics, ()))
    near = seeker.place.same_land(mentor.place)
    return 2 * helped + 2 * len(_shared_platforms(seeker, mentor)) + near
