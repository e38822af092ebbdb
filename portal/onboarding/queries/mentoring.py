"""Reads about mentors: who is whose, who seeks, who offers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from casestudies.models import CaseStudy
from portal.channels.models import Channel
from portal.channels.models import State as ChannelState
from portal.members.content import Visibility
from portal.members.models import Organisation
from portal.onboarding.fitting import Fit, Offering, Seeking, fit
from portal.onboarding.models import (
    Assessment,
    MeetingSuggestion,
    MentorOffer,
    Mentorship,
    MentorshipEvent,
)
from portal.onboarding.queries.profile import gaps_of, place_of, slugs_of
from portal.onboarding.rules.states import CLOSED, CURRENT, State

_COUNTY, _MEMBER = Organisation.Kind.COUNTY, Organisation.Status.MEMBER


def mentor_of(organisation: Organisation) -> Organisation | None:
    """Return a county's mentor, while both are members. Member organisations may know."""
    running = Mentorship.objects.active().filter(mentee=organisation)
    found = running.select_related("mentor").first()
    return found.mentor if found else None


def mentees_of(organisation: Organisation) -> QuerySet[Organisation]:
    """Return whose mentor a county is, while both are members. Member organisations may know."""
    running = Mentorship.objects.active().filter(mentor=organisation)
    return Organisation.objects.filter(pk__in=running.values("mentee")).order_by(
        "name", "type_label", "pk"
    )


def current_mentorship(organisation: Organisation) -> Mentorship | None:
    """Return the one in which a county is the new one, proposed or running."""
    current = Mentorship.objects.filter(mentee=organisation, state__in=sorted(CURRENT))
    return current.filter(mentor__status=_MEMBER).select_related("mentor", "mentee").first()


def mentorships_of(organisation: Organisation) -> QuerySet[Mentorship]:
    """Return those a county has to do with, as mentor or as the new one, the newest first."""
    mine = Mentorship.objects.of(organisation).select_related("mentor", "mentee")
    return mine.prefetch_related("events__organisation")


def all_mentorships() -> QuerySet[Mentorship]:
    """Return all there are, for moderators; what the counties said to each other is not read."""
    return Mentorship.objects.select_related("mentor", "mentee")


def offer_of(organisation: Organisation) -> MentorOffer | None:
    """Return what a county offers as a mentor."""
    return MentorOffer.objects.filter(organisation=organisation).first()


def suggestions_to(organisation: Organisation) -> QuerySet[MeetingSuggestion]:
    """Return the meetings suggested between a county and its mentor or mentees."""
    mine = Mentorship.objects.of(organisation)
    return MeetingSuggestion.objects.filter(mentorship__in=mine).select_related(
        "mentorship__mentee", "mentorship__mentor"
    )


def events_with(keys: Collection[str]) -> QuerySet[MentorshipEvent]:
    """Return events with both counties, for the mails."""
    return MentorshipEvent.objects.filter(key__in=keys).select_related(
        "mentorship__mentor", "mentorship__mentee", "organisation"
    )


def free_places() -> dict[int, int]:
    """Return per offering member county how many places are neither taken nor proposed."""
    offers = MentorOffer.objects.filter(
        capacity__gt=0, organisation__status=_MEMBER, organisation__kind=_COUNTY
    )
    taken = dict(
        Mentorship.objects.filter(state__in=sorted(CURRENT))
        .order_by()
        .values_list("mentor")
        .annotate(number=Count("pk"))
    )
    capacities = offers.values_list("organisation_id", "capacity")
    return {pk: capacity - taken.get(pk, 0) for pk, capacity in capacities}


def taken_places(mentor: Organisation) -> int:
    """Count the running mentorships of a mentor; whoever decides by it holds the lock."""
    return Mentorship.objects.filter(mentor=mentor, state=State.ACTIVE).count()


def pairs_that_ended() -> set[tuple[int, int]]:
    """Return (mentee, mentor) pairs one of whom said no, or had enough, or did not answer."""
    closed = Mentorship.objects.filter(state__in=sorted(CLOSED))
    return set(closed.values_list("mentee_id", "mentor_id"))


def seekers() -> list[Seeking]:
    """Return the counties that look for a mentor, with what they said of themselves."""
    return [seeking(one) for one in _with_answers(assessments_that_seek())]


def assessments_that_seek() -> QuerySet[Assessment]:
    """Return the assessments of who looks for a mentor and has none, now or before."""
    served = Mentorship.objects.filter(state__in=[*sorted(CURRENT), State.ENDED])
    return Assessment.objects.filter(
        completed_at__isnull=False,
        seeks_mentor=True,
        organisation__status=_MEMBER,
        organisation__kind=_COUNTY,
    ).exclude(organisation__in=served.values("mentee"))


def _with_answers(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    return assessments.select_related("organisation").prefetch_related(
        "experience", "worries", "running", "planned"
    ).order_by("pk")  # fmt: skip


def seeking(assessment: Assessment) -> Seeking:
    """Return a county as one that seeks, from what it said of itself."""
    done = assessment.completed_at or assessment.changed_at
    return Seeking(
        pk=assessment.organisation_id,
        place=place_of(assessment.organisation),
        gaps=tuple(gaps_of(assessment)),
        running=slugs_of(assessment.running.all()),
        planned=slugs_of(assessment.planned.all()),
        since=done.timestamp(),
    )


def offerings(organisation_ids: Iterable[int]) -> list[Offering]:
    """Return counties as ones that offer, with what stands behind it (six queries)."""
    offers = MentorOffer.objects.filter(organisation__in=list(organisation_ids))
    offers = offers.select_related("organisation").prefetch_related("topics", "platforms")
    known = list(offers.order_by("organisation_id"))
    ids = [offer.organisation_id for offer in known]
    channels, stories = _channels_of(ids), _stories_of(ids)
    return [
        Offering(
            pk=offer.organisation_id,
            place=place_of(offer.organisation),
            topics=slugs_of(offer.topics.all()),
            platforms={one.slug: one.name for one in offer.platforms.all()}
            | {slug: name for slug, (name, _year) in channels[offer.organisation_id].items()},
            since={
                slug: year for slug, (_name, year) in channels[offer.organisation_id].items()
                if year is not None
            },
            stories=stories[offer.organisation_id],
        )
        for offer in known
    ]  # fmt: skip


def _channels_of(ids: list[int]) -> Mapping[int, dict[str, tuple[str, int | None]]]:
    """Return what each runs now, and since which year: what all members may know."""
    rows = Channel.objects.filter(
        organisation__in=ids, state=ChannelState.ACTIVE,
        visibility__in=[Visibility.PUBLIC, Visibility.MEMBERS],
    ).order_by(F("since").desc(nulls_first=True))  # fmt: skip
    found: defaultdict[int, dict[str, tuple[str, int | None]]] = defaultdict(dict)
    for row in rows.values_list("organisation_id", "platform__slug", "platform__name", "since"):
        organisation_id, slug, name, since = row
        found[organisation_id][slug] = (name, since.year if since else None)
    return found


def _stories_of(ids: list[int]) -> Mapping[int, tuple[frozenset[str], ...]]:
    """Return the topics of each one's case studies that all members may read."""
    rows = CaseStudy.objects.filter(
        organisation__in=ids, live=True, visibility__in=[Visibility.PUBLIC, Visibility.MEMBERS]
    ).values_list("organisation_id", "pk", "topics__slug")
    topics: defaultdict[int, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for organisation_id, pk, slug in rows:
        topics[organisation_id][pk].add(slug)
    return defaultdict(
        tuple,
        {
            organisation_id: tuple(frozenset(slugs) for slugs in pages.values())
            for organisation_id, pages in topics.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two counties, and how well they fit."""

    mentorship: Mentorship
    fit: Fit


def with_reasons(mentorships: Iterable[Mentorship]) -> list[Pair]:
    """Return mentorships with the reasons for each pair, in a constant number of queries."""
    pairs = list(mentorships)
    assessments = Assessment.objects.filter(organisation__in=[one.mentee_id for one in pairs])
    seeking_by_pk = {one.organisation_id: seeking(one) for one in _with_answers(assessments)}
    offering_by_pk = {one.pk: one for one in offerings({one.mentor_id for one in pairs})}
    return [Pair(one, _fit(one, seeking_by_pk, offering_by_pk)) for one in pairs]


def _fit(
    mentorship: Mentorship, seekers_: Mapping[int, Seeking], mentors: Mapping[int, Offering]
) -> Fit:
    seeker, mentor = seekers_.get(mentorship.mentee_id), mentors.get(mentorship.mentor_id)
    return fit(seeker, mentor) if seeker and mentor else Fit(0)


def possible_mentors() -> QuerySet[Organisation]:
    """Return the member counties with a place that is free and not promised."""
    free = [pk for pk, places in free_places().items() if places > 0]
    return Organisation.objects.filter(pk__in=free).order_by("name", "type_label", "pk")


def possible_mentees() -> QuerySet[Organisation]:
    """Return the member counties without a mentor, running or proposed."""
    has_one = Mentorship.objects.filter(state__in=sorted(CURRENT)).values("mentee")
    counties = Organisation.objects.filter(status=_MEMBER, kind=_COUNTY)
    return counties.exclude(pk__in=has_one).order_by("name", "type_label", "pk")
