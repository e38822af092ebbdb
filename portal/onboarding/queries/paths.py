"""Reads about how far counties and people are; all in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from forum.models import Question
from portal.channels.models import Channel
from portal.joining.models import Invitation
from portal.members.audiences import Reader
from portal.members.models import Membership, Organisation, User
from portal.members.second_factor import SECOND_FACTORS
from portal.onboarding.models import (
    Assessment,
    CountyPath,
    MeetingSuggestion,
    Mentorship,
    PersonPath,
    Tick,
)
from portal.onboarding.rules.paths import has_path, ids_of_members, is_moderator
from portal.onboarding.rules.states import CURRENT, State
from portal.onboarding.steps import (
    Checklist,
    CountyFacts,
    PersonFacts,
    Step,
    county_steps,
    next_of,
    person_steps,
)

# So long a path stands on the start page; afterwards it is found by its address only.
OPEN_FOR = timedelta(days=120)


def counties() -> QuerySet[Organisation]:
    """Return the counties that have a path: the members."""
    return Organisation.objects.filter(
        kind=Organisation.Kind.COUNTY, status=Organisation.Status.MEMBER
    ).order_by("name", "type_label", "pk")


def mentored_by(reader: Reader) -> QuerySet[Mentorship]:
    """Return the running mentorships of counties the reader leads."""
    led = [one.pk for one in _led(reader)]
    return Mentorship.objects.active().filter(mentor__in=led)


def _led(reader: Reader) -> list[Organisation]:
    if not isinstance(reader, User) or not reader.is_active:
        return []
    return [one for one in reader.led_organisations if has_path(one)]


def visible_counties(reader: Reader) -> QuerySet[Organisation]:
    """Return the counties whose path the reader may see; `may_see_path` says the same."""
    if is_moderator(reader):
        return counties()
    mine = ids_of_members(reader)
    return counties().filter(Q(pk__in=mine) | Q(pk__in=mentored_by(reader).values("mentee")))


def counties_to_read(reader: Reader) -> QuerySet[Organisation]:
    """Return the counties whose assessment she may read; `may_see_assessment` says the same."""
    mine = ids_of_members(reader)
    return counties().filter(Q(pk__in=mine) | Q(pk__in=mentored_by(reader).values("mentee")))


def visible_people(reader: Reader) -> QuerySet[Membership]:
    """Return whose progress the reader may see: her own, her county's and mentees' if she leads."""
    people = Membership.objects.filter(
        user__is_active=True, organisation__in=counties().order_by()
    ).select_related("user", "organisation").order_by("user__name", "pk")  # fmt: skip
    if is_moderator(reader):
        return people
    led = [one.pk for one in _led(reader)]
    return people.filter(
        Q(organisation__in=ids_of_members(reader), user=reader.pk)
        | Q(organisation__in=led)
        | Q(organisation__in=mentored_by(reader).values("mentee"))
    )


# --- Facts --------------------------------------------------------------------------------------


def county_facts(organisation_ids: Collection[int]) -> dict[int, CountyFacts]:
    """Return what is known of each county (four queries)."""
    ids = list(organisation_ids)
    people = _people_of(ids)
    assessments = {
        one.organisation_id: one for one in Assessment.objects.filter(organisation__in=ids)
    }
    current, had = _mentorships(ids)
    return {
        pk: CountyFacts(
            people=people.get(pk, 0),
            mentorship=current.get(pk),
            had_mentor=pk in had,
            assessment=assessments.get(pk),
            **there_is,
        )
        for pk, there_is in _what_there_is(ids).items()
    }


def _people_of(ids: list[int]) -> dict[int, int]:
    people = Membership.objects.filter(organisation__in=ids, user__is_active=True)
    return dict(people.order_by().values_list("organisation_id").annotate(number=Count("pk")))


# In the order of the query below.
_THERE_IS = ("invited", "channels", "asked", "suggested", "meeting_ticked")


def _what_there_is(ids: list[int]) -> dict[int, dict[str, bool]]:
    """Return per county whether it has any of these; asked in one query."""
    here = OuterRef("pk")
    suggestions = MeetingSuggestion.objects.filter(mentorship__mentee=here)
    meetings = CountyPath.objects.filter(organisation=here, meeting_agreed_at__isnull=False)
    rows = Organisation.objects.filter(pk__in=ids).order_by().values_list("pk").annotate(
        invited=Exists(Invitation.objects.open().filter(organisation=here)),
        channels=Exists(Channel.objects.filter(organisation=here)),
        asked=Exists(Question.objects.filter(organisation=here)),
        suggested=Exists(suggestions),
        meeting_ticked=Exists(meetings),
    )  # fmt: skip
    return {pk: dict(zip(_THERE_IS, found, strict=True)) for pk, *found in rows}


def _mentorships(ids: list[int]) -> tuple[dict[int, Mentorship], set[int]]:
    """Return per new county its current mentorship, and who had one before."""
    wanted = [*sorted(CURRENT), State.ENDED]
    rows = Mentorship.objects.filter(
        mentee__in=ids, state__in=wanted, mentor__status=Organisation.Status.MEMBER
    ).select_related("mentor")
    current = {one.mentee_id: one for one in rows if one.state in CURRENT}
    return current, {one.mentee_id for one in rows if one.state == State.ENDED}


def person_facts(memberships: Iterable[Membership]) -> dict[int, PersonFacts]:
    """Return what is known of each person, by her membership (two queries)."""
    ids = [one.pk for one in memberships]
    ticks: defaultdict[int, set[str]] = defaultdict(set)
    ticked = Tick.objects.filter(path__membership__in=ids)
    for membership_id, what in ticked.values_list("path__membership_id", "what"):
        ticks[membership_id].add(what)
    person = OuterRef("user")
    factors = Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS)
    questions = Question.objects.filter(author=person, organisation=OuterRef("organisation"))
    rows = Membership.objects.filter(pk__in=ids).order_by().values_list("pk").annotate(
        secured=Exists(factors), asked=Exists(questions)
    )  # fmt: skip
    return {
        pk: PersonFacts(second_factor=secured, asked=asked, ticks=frozenset(ticks[pk]))
        for pk, secured, asked in rows
    }


# --- Paths --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one person is."""

    membership: Membership
    checklist: Checklist
    ticks: frozenset[str]

    @property
    def upcoming(self) -> Step | None:
        """The step that comes next for her."""
        return self.checklist.next()


def people_of(reader: Reader, organisation: Organisation, facts: CountyFacts) -> list[Progress]:
    """Return how far those people of a county are of whom the reader may know."""
    memberships = list(visible_people(reader).filter(organisation=organisation))
    known = person_facts(memberships)
    return [
        Progress(one, person_steps(known[one.pk], facts, organisation), known[one.pk].ticks)
        for one in memberships
    ]


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Where somebody stands in one county, and what comes next: for a start page."""

    organisation: Organisation
    url: str
    county: Checklist
    person: Checklist
    step: Step | None

    @property
    def done(self) -> int:
        """How many steps are done, the county's and her own."""
        return self.county.done + self.person.done

    @property
    def total(self) -> int:
        """How many there are."""
        return self.county.total + self.person.total


def next_steps_for(person: Reader, now: datetime | None = None) -> list[NextSteps]:
    """Return the open paths of somebody, for her start page: none for most people, mostly one.

    One query for whoever has no open path; none for whoever acts for no member county.
    """
    memberships = memberships_with_path(person)
    paths = paths_by_membership(memberships)
    at = now or timezone.now()
    opened = [one for one in memberships if is_open(one, paths.get(one.pk), at)]
    return [one for one in steps_of(opened) if one.done < one.total]


def memberships_with_path(person: Reader) -> list[Membership]:
    """Return somebody's acting for member counties (no query of its own)."""
    if not isinstance(person, User) or not person.is_active:
        return []
    return [one for one in person.current_memberships if has_path(one.organisation)]


def paths_by_membership(memberships: Collection[Membership]) -> Mapping[int, PersonPath]:
    """Return what is kept of these paths."""
    if not memberships:
        return {}
    rows = PersonPath.objects.filter(membership__in=[one.pk for one in memberships])
    return {one.membership_id: one for one in rows}


def is_open(membership: Membership, path: PersonPath | None, now: datetime) -> bool:
    """Whether the path stands on the start page: for a while, unless she put it away."""
    begun = path.begun_at if path else membership.joined_at
    return now - begun < OPEN_FOR and not (path and path.hidden_at)


def steps_of(memberships: Sequence[Membership]) -> list[NextSteps]:
    """Return where people stand and what comes next."""
    if not memberships:
        return []
    counties_known = county_facts({one.organisation_id for one in memberships})
    people_known = person_facts(memberships)
    return [
        _steps(one, counties_known[one.organisation_id], people_known[one.pk])
        for one in memberships
    ]


def _steps(membership: Membership, county: CountyFacts, person: PersonFacts) -> NextSteps:
    organisation = membership.organisation
    of_county = county_steps(county, organisation)
    of_person = person_steps(person, county, organisation)
    return NextSteps(
        organisation=organisation,
        url=reverse("onboarding:county-path", args=[organisation.slug]),
        county=of_county,
        person=of_person,
        step=next_of(of_county, of_person, leads=membership.leads),
    )
