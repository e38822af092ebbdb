"""How long it takes from admission to the first useful answer, and how far everybody is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median

from django.db.models import F, Min
from django.utils import timezone

from forum.models import Answer
from portal.joining.queries.applications import admitted_at
from portal.members.models import Organisation
from portal.onboarding.models import CountyPath
from portal.onboarding.queries.paths import counties, county_facts
from portal.onboarding.steps import Checklist, county_steps


@dataclass(frozen=True, slots=True)
class CountyFigure:
    """One county: since when, how far, and when the first answer helped."""

    organisation: Organisation
    since: datetime | None
    begun_at: datetime | None
    answered_at: datetime | None
    checklist: Checklist

    @property
    def took(self) -> timedelta | None:
        """The time from admission to the first useful answer; None while there is none."""
        if self.since is None or self.answered_at is None:
            return None
        return self.answered_at - self.since

    @property
    def days(self) -> int | None:
        """The same in whole days."""
        return self.took.days if self.took is not None else None


@dataclass(frozen=True, slots=True)
class Figures:
    """All counties, and what holds for them together."""

    counties: list[CountyFigure]

    @property
    def answered(self) -> list[CountyFigure]:
        """Those who got a useful answer, the quickest first."""
        return sorted(
            (one for one in self.counties if one.took is not None),
            key=lambda one: (one.took, one.organisation.pk),
        )

    @property
    def median_days(self) -> float | None:
        """The median over the counties that got a useful answer."""
        days = [one.days for one in self.answered if one.days is not None]
        return median(days) if days else None


def figures() -> Figures:
    """Return the figures of all member counties (constant number of queries)."""
    members = list(counties())
    ids = [one.pk for one in members]
    since = _admissions(members)
    begun = dict(
        CountyPath.objects.filter(organisation__in=ids).values_list("organisation_id", "begun_at")
    )
    answered, facts = first_useful_answers(since), county_facts(ids)
    return Figures(
        [
            CountyFigure(
                one, since.get(one.pk), begun.get(one.pk), answered.get(one.pk),
                county_steps(facts[one.pk], one),
            )
            for one in members
        ]
    )  # fmt: skip


def _admissions(members: Collection[Organisation]) -> dict[int, datetime]:
    """Return when the group admitted each; where that was not decided here, its first day."""
    first_days = {
        one.pk: timezone.make_aware(datetime.combine(one.member_since, time.min))
        for one in members
        if one.member_since
    }
    return first_days | admitted_at([one.pk for one in members])


def first_useful_answers(since: Mapping[int, datetime]) -> dict[int, datetime]:
    """Return when each county first accepted an answer after it was admitted (one query)."""
    accepted = Answer.objects.filter(
        is_accepted=True, question__organisation__in=list(since)
    ).exclude(organisation=F("question__organisation"))
    rows = accepted.order_by().values_list("question__organisation_id", "question_id").annotate(
        at=Min("accepted_at")
    )  # fmt: skip
    first: dict[int, datetime] = {}
    for organisation_id, _question, at in rows:
        if at >= since[organisation_id]:
            first[organisation_id] = min(at, first.get(organisation_id, at))
    return first
