"""The forum's figures, from the questions the reader may see."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import BooleanField, Case, OuterRef, Q, Subquery, Value, When

from forum.models import Answer, Question
from forum.models.cared import OPEN
from forum.rules.figures import THREE_DAYS, Asked, Figures, Share, answered_within, figures_of
from portal.members.models import Organisation, User

_WAITS = Case(
    When(OPEN & Q(answers_count=0, is_solved=False), then=Value(value=True)),
    default=Value(value=False),
    output_field=BooleanField(),
)


@dataclass(frozen=True, slots=True)
class CountyFigures:
    """What a county asked, and how soon it answered where it was asked by name."""

    county: Organisation
    own: Figures
    named: int
    answered: Share


def questions_asked(reader: User, since: datetime | None) -> list[Asked]:
    """Return the questions asked since then, or all (one query)."""
    first = (
        Answer.objects.filter(question=OuterRef("pk"))
        .exclude(organisation=OuterRef("organisation"))
        .order_by("answered_at")
    )
    asked = Question.objects.visible_to(reader).filter(is_context=False)
    if since:
        asked = asked.filter(asked_at__gte=since)
    rows = asked.annotate(first=Subquery(first.values("answered_at")[:1]), waits=_WAITS)
    wanted = ("pk", "organisation_id", "asked_at", "first", "is_solved", "waits")
    return [Asked(*row) for row in rows.order_by("pk").values_list(*wanted)]


def figures_by_topic(questions: Collection[Asked], now: datetime) -> list[tuple[str, Figures]]:
    """Count by topic, in the order of their names; a question counts for each (one query)."""
    known = {one.pk: one for one in questions}
    groups: defaultdict[str, list[Asked]] = defaultdict(list)
    through = Question.topics.through.objects.order_by("topic__name", "question_id")
    for pk, name in through.values_list("question_id", "topic__name"):
        if pk in known:
            groups[name].append(known[pk])
    return [(name, figures_of(asked, now)) for name, asked in groups.items()]


def figures_by_county(
    reader: User, questions: Collection[Asked], now: datetime
) -> list[CountyFigures]:
    """Count by county: moderators see all, others those they lead; by name, never by figures.

    Three queries.
    """
    own: defaultdict[int, list[Asked]] = defaultdict(list)
    for one in questions:
        own[one.organisation].append(one)
    named = _asked_by_name(questions)
    counties = Organisation.objects.filter(pk__in={*own, *named}).order_by("name", "pk")
    if not reader.is_moderator:
        counties = counties.filter(pk__in=[one.pk for one in reader.led_organisations])
    return [
        CountyFigures(
            county=county,
            own=figures_of(own[county.pk], now),
            named=len(named.get(county.pk, ())),
            answered=answered_within(THREE_DAYS, named.get(county.pk, ()), now),
        )
        for county in counties
    ]


def _asked_by_name(questions: Collection[Asked]) -> Mapping[int, list[Asked]]:
    """Return by county the questions that name it, with the time of that county's answer."""
    known = {one.pk: one for one in questions}
    written = Answer.objects.filter(question__addressed_to_all=False).order_by("-answered_at")
    first = {
        (pk, county): at
        for pk, county, at in written.values_list("question_id", "organisation_id", "answered_at")
    }
    groups: defaultdict[int, list[Asked]] = defaultdict(list)
    named = Question.addressed_to.through.objects.values_list("question_id", "organisation_id")
    for pk, county in named.filter(question__addressed_to_all=False):
        if pk in known:
            groups[county].append(replace(known[pk], answered_at=first.get((pk, county))))
    return groups
