"""Reads about what a county knows and lacks, and what helps with it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casestudies.models import CaseStudy, Guideline
from portal.channels.models import Channel, State
from portal.joining.models import Applicant
from portal.members.audiences import Reader
from portal.members.content import Visibility
from portal.members.models import Organisation
from portal.onboarding.catalogue import Level
from portal.onboarding.fitting import (
    FIRST_STEPS,
    NO_EXPERIENCE,
    PLANNED,
    WORRY,
    Gap,
    Place,
    Recommendation,
    Text,
    first_that_helps,
    recommend,
    to_ask,
)
from portal.onboarding.models import Assessment
from portal.publishing.models import ContentPage, ContentPageQuerySet
from portal.taxonomy.models import Platform, Topic

CASE_STUDIES, GUIDELINES, QUESTIONS = 3, 1, 3
# More than anybody reads, and few enough to weigh each of them.
MOST_TEXTS = 400
_COLUMNS = (
    "key", "title", "slug", "published_at", "last_reviewed",
    "organisation__display_name", "organisation__land", "organisation__population",
)  # fmt: skip
_WEIGHTS = {Level.NONE: NO_EXPERIENCE, Level.FIRST_STEPS: FIRST_STEPS}


def place_of(organisation: Organisation) -> Place:
    """Return what makes a county like others."""
    return Place(organisation.land, organisation.population)


def slugs_of(words: Iterable[Topic | Platform]) -> frozenset[str]:
    """Return the addresses of topics or platforms."""
    return frozenset(word.slug for word in words)


def assessment_of(organisation: Organisation) -> Assessment | None:
    """Return what a county said of itself, with all answers (five queries)."""
    found = Assessment.objects.filter(organisation=organisation).select_related("organisation")
    return found.prefetch_related("experience", "worries", "running", "planned").first()


def known_channels(organisation: Organisation) -> tuple[QuerySet[Platform], QuerySet[Platform]]:
    """Return the platforms a county runs and plans, from its register and its application.

    The application asks for both at once; what the register does not know is taken as planned.
    """
    mine = Channel.objects.filter(organisation=organisation)
    active = mine.filter(state__in=[State.ACTIVE, State.PAUSED]).values("platform")
    planned = mine.filter(state=State.PLANNED).values("platform")
    applied = Applicant.objects.filter(organisation=organisation, confirmed_at__isnull=False)
    registered = mine.values("platform")
    return (
        Platform.objects.filter(pk__in=active),
        Platform.objects.filter(
            Q(pk__in=planned)
            | (Q(pk__in=applied.values("channels")) & ~Q(pk__in=registered))
        ).exclude(pk__in=active),
    )  # fmt: skip


def gaps_of(assessment: Assessment) -> list[Gap]:
    """Return what a county wants to know, what weighs most first."""
    gaps = [
        Gap(f"channel-{platform.slug}", platform.name, PLANNED, platform=platform.slug,
            question=format_lazy(_("What should we know before we open {platform}?"),
                                 platform=platform.name))
        for platform in assessment.planned.all()
    ]  # fmt: skip
    gaps += [
        Gap(field.slug, field.label, _WEIGHTS[level], field.topics, question=field.question)
        for field, level in assessment.levels
        if level in _WEIGHTS
    ]
    gaps += [
        Gap(f"worry-{worry.slug}", worry.label, WORRY, worry.topics, question=worry.question)
        for worry in assessment.chosen_worries
    ]
    return sorted(gaps, key=lambda gap: -gap.weight)


@dataclass(frozen=True, slots=True)
class Texts:
    """What could be recommended to somebody."""

    case_studies: list[Text]
    guidelines: list[Text]

    @property
    def all(self) -> list[Text]:
        """Both kinds, guidelines first: they are made for who begins."""
        return [*self.guidelines, *self.case_studies]


def texts_for(reader: Reader, organisation: Organisation | None = None) -> Texts:
    """Return what the reader may see and another county wrote (six queries)."""
    found = []
    for model in (CaseStudy, Guideline):
        pages = model.objects.visible_to(reader)
        found.append(_texts(model, pages.exclude(organisation=organisation)))
    return Texts(*found)


def texts_for_members() -> Texts:
    """Return what every member may read."""
    of_members = {"live": True, "visibility__in": [Visibility.PUBLIC, Visibility.MEMBERS]}
    return Texts(
        _texts(CaseStudy, CaseStudy.objects.filter(**of_members)),
        _texts(Guideline, Guideline.objects.filter(**of_members)),
    )


def may_read_text(reader: Reader, what: str) -> bool:
    """Whether there is a case study or guideline of this address that the reader may see."""
    kind, _colon, key = what.partition(":")
    models = {model.kind: model for model in (CaseStudy, Guideline)}
    if kind not in models:
        return False
    return bool(models[kind].objects.visible_to(reader).filter(key=key).exists())


def _texts(model: type[CaseStudy] | type[Guideline], pages: ContentPageQuerySet) -> list[Text]:
    newest = pages.order_by("-published_at", "-pk").select_related("organisation")
    rows = list(newest.only(*_COLUMNS)[:MOST_TEXTS])
    ids = [page.pk for page in rows]
    topics, channels = _words(model, "topics", ids), _words(model, "channels", ids)
    return [_text(page, topics[page.pk], channels[page.pk]) for page in rows]


def _words(model: type[ContentPage], relation: str, ids: list[int]) -> Mapping[int, set[str]]:
    field: Any = model._meta.get_field(relation)
    owner, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = field.remote_field.through.objects.filter(**{f"{owner}__in": ids})
    words: defaultdict[int, set[str]] = defaultdict(set)
    for pk, slug in rows.values_list(f"{owner}_id", f"{target}__slug"):
        words[pk].add(slug)
    return words


def _text(page: CaseStudy | Guideline, topics: Collection[str], channels: Collection[str]) -> Text:
    published = timezone.localtime(page.published_at).date() if page.published_at else None
    return Text(
        kind=page.kind,
        key=page.key,
        title=page.title,
        url=page.get_absolute_url(),
        organisation=page.organisation.display_name,
        place=place_of(page.organisation),
        topics=frozenset(topics),
        channels=frozenset(channels),
        checked_on=max(filter(None, (page.last_reviewed, published)), default=None),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a county is recommended to read first."""

    case_studies: list[Recommendation]
    guidelines: list[Recommendation]

    @property
    def all(self) -> list[Recommendation]:
        """Three case studies and one guideline, where there are so many."""
        return [*self.case_studies, *self.guidelines]


@dataclass(frozen=True, slots=True)
class AnsweredGap:
    """A gap of a county and what helps with it; nothing: a gap of the platform."""

    gap: Gap
    text: Text | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What follows from a county's assessment."""

    gaps: list[AnsweredGap]
    reading: Reading

    @property
    def questions(self) -> list[Gap]:
        """The three questions that matter most."""
        return to_ask([one.gap for one in self.gaps], QUESTIONS)


def profile_of(
    reader: Reader, organisation: Organisation, assessment: Assessment | None, now: datetime
) -> Profile:
    """Return gaps and recommendations; before the assessment what fits by likeness."""
    gaps = gaps_of(assessment) if assessment and assessment.completed_at else []
    texts, today = texts_for(reader, organisation), timezone.localtime(now).date()
    place = place_of(organisation)
    reading = Reading(
        recommend(gaps, texts.case_studies, CASE_STUDIES, place, today),
        recommend(gaps, texts.guidelines, GUIDELINES, place, today),
    )
    return Profile([AnsweredGap(gap, first_that_helps(gap, texts.all)) for gap in gaps], reading)


@dataclass(frozen=True, slots=True)
class PlatformGap:
    """Something counties want to know and nobody has written about."""

    label: str | Promise
    counties: int


def gaps_of_platform() -> tuple[list[PlatformGap], int]:
    """Return what helps nobody yet, most wanted first, and how many counties were asked."""
    assessments = Assessment.objects.filter(
        completed_at__isnull=False, organisation__status=Organisation.Status.MEMBER
    ).prefetch_related("experience", "worries", "planned")
    counties = [gaps_of(one) for one in assessments]
    texts = texts_for_members().all
    wanted = Counter(gap.slug for gaps in counties for gap in gaps)
    known = {gap.slug: gap for gaps in counties for gap in gaps}
    missing = [gap for gap in known.values() if first_that_helps(gap, texts) is None]
    ordered = sorted(missing, key=lambda gap: (-wanted[gap.slug], gap.slug))
    return [PlatformGap(gap.label, wanted[gap.slug]) for gap in ordered], len(counties)
