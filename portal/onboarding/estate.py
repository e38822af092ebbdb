"""How far a county is on its way in, what it said of itself, and its mentorships.

A mentorship has two sides: of what was said, only the county's own words go along. The path of a
person ends with her acting for the county, so nothing of it is taken.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.kernel.batches import in_batches
from portal.members.estates import (
    Arrival,
    Departure,
    Estate,
    Kind,
    OrganisationRef,
    PersonRef,
    Row,
    Text,
    Word,
)
from portal.members.estates.arrival import check_fields
from portal.members.estates.rows import values_of
from portal.members.models import Organisation
from portal.onboarding.models import (
    Assessment,
    ChosenWorry,
    CountyPath,
    Experience,
    MeetingSuggestion,
    MentorOffer,
    Mentorship,
    MentorshipEvent,
)
from portal.taxonomy.imports import words_for
from portal.taxonomy.models import Platform, Topic


class PathRow(Row):
    """The county's way in."""

    key: str
    begun_at: datetime
    meeting_agreed_at: datetime | None


class AssessmentRow(Row):
    """What the county says of itself."""

    key: str
    running: list[Word]
    planned: list[Word]
    experience: dict[str, int]
    worries: list[str]
    words: Text
    seeks_mentor: bool
    pages: int
    started_at: datetime
    changed_at: datetime
    changed_by: PersonRef | None
    completed_at: datetime | None


class MentorOfferRow(Row):
    """For how many new counties it has time, and what it can help with."""

    capacity: int
    topics: list[Word]
    platforms: list[Word]
    changed_at: datetime


class MentorshipStepRow(Row):
    """What happened to a mentorship; words of the county itself only."""

    key: str
    state: str
    own: bool
    actor: PersonRef | None
    text: Text
    at: datetime


class MeetingSuggestionRow(Row):
    """A message in which the county asked its mentor for a meeting."""

    key: str
    text: Text
    sent_by: PersonRef | None
    sent_at: datetime


class MentorshipRow(Row):
    """A mentorship, as mentor or as the new county."""

    key: str
    is_mentor: bool
    other: OrganisationRef
    state: str
    proposed_at: datetime
    expires_at: datetime
    began_at: datetime | None
    closed_at: datetime | None
    steps: list[MentorshipStepRow]
    suggestions: list[MeetingSuggestionRow]


_PLAIN_OF_PATH = tuple(PathRow.model_fields)
_PLAIN_OF_ASSESSMENT = (
    "key", "words", "seeks_mentor", "pages", "started_at", "changed_at", "completed_at",
)  # fmt: skip
_PLAIN_OF_OFFER = ("capacity", "changed_at")
_PLAIN_OF_MENTORSHIP = (
    "key", "state", "proposed_at", "expires_at", "began_at", "closed_at",
)  # fmt: skip


def _words(words: Any) -> list[Word]:
    return [Word(slug=word.slug, name=word.name) for word in words.all()]


def _paths(departure: Departure) -> Iterator[PathRow]:
    for one in in_batches(CountyPath.objects.filter(organisation=departure.organisation)):
        yield PathRow(**values_of(one, _PLAIN_OF_PATH))


def _take_path(row: PathRow, arrival: Arrival) -> int:
    path = CountyPath(organisation=arrival.organisation, **values_of(row, _PLAIN_OF_PATH))
    check_fields(path)
    path.save(force_insert=True)
    return path.pk


def _assessments(departure: Departure) -> Iterator[AssessmentRow]:
    assessments = Assessment.objects.filter(organisation=departure.organisation)
    read = assessments.select_related("changed_by").prefetch_related(
        "running", "planned", "experience", "worries"
    )
    for one in in_batches(read):
        yield AssessmentRow(
            running=_words(one.running),
            planned=_words(one.planned),
            experience={said.field: said.level for said in one.experience.all()},
            worries=sorted(chosen.worry for chosen in one.worries.all()),
            changed_by=departure.person(one.changed_by),
            **values_of(one, _PLAIN_OF_ASSESSMENT),
        )


def _take_assessment(row: AssessmentRow, arrival: Arrival) -> int:
    assessment = Assessment(
        organisation=arrival.organisation,
        changed_by=arrival.person(row.changed_by),
        **values_of(row, _PLAIN_OF_ASSESSMENT),
    )
    check_fields(assessment)
    assessment.save(force_insert=True)
    assessment.running.set(words_for(Platform, row.running))
    assessment.planned.set(words_for(Platform, row.planned))
    parts = [
        *(Experience(assessment=assessment, field=f, level=n) for f, n in row.experience.items()),
        *(ChosenWorry(assessment=assessment, worry=worry) for worry in row.worries),
    ]
    for part in parts:
        check_fields(part)
        part.save(force_insert=True)
    return assessment.pk


def _offers(departure: Departure) -> Iterator[MentorOfferRow]:
    offers = MentorOffer.objects.filter(organisation=departure.organisation)
    for one in in_batches(offers.prefetch_related("topics", "platforms")):
        yield MentorOfferRow(
            topics=_words(one.topics),
            platforms=_words(one.platforms),
            **values_of(one, _PLAIN_OF_OFFER),
        )


def _take_offer(row: MentorOfferRow, arrival: Arrival) -> int:
    offer = MentorOffer(organisation=arrival.organisation, **values_of(row, _PLAIN_OF_OFFER))
    check_fields(offer)
    offer.save(force_insert=True)
    offer.topics.set(words_for(Topic, row.topics))
    offer.platforms.set(words_for(Platform, row.platforms))
    return offer.pk


def _mentorships(departure: Departure) -> Iterator[MentorshipRow]:
    own = departure.organisation
    read = Mentorship.objects.of(own).select_related("mentor", "mentee")
    for one in in_batches(read.prefetch_related("events__actor", "suggestions__sent_by")):
        is_mentor = one.mentor_id == own.pk
        yield MentorshipRow(
            is_mentor=is_mentor,
            other=departure.organisation_ref(one.other_side(own)),
            steps=[_step(event, departure) for event in one.events.all()],
            suggestions=[] if is_mentor else _suggestions(one, departure),
            **values_of(one, _PLAIN_OF_MENTORSHIP),
        )


def _step(event: MentorshipEvent, departure: Departure) -> MentorshipStepRow:
    own = event.organisation_id == departure.organisation.pk
    return MentorshipStepRow(
        own=own,
        actor=departure.person(event.actor) if own else None,
        text=event.text if own else "",
        **values_of(event, ("key", "state", "at")),
    )


def _suggestions(mentorship: Mentorship, departure: Departure) -> list[MeetingSuggestionRow]:
    return [
        MeetingSuggestionRow(
            sent_by=departure.person(one.sent_by), **values_of(one, ("key", "text", "sent_at"))
        )
        for one in mentorship.suggestions.all()
    ]


def _take_mentorship(row: MentorshipRow, arrival: Arrival) -> int:
    own, other = arrival.organisation, arrival.other(row.other)
    known = Mentorship.objects.filter(key=row.key).first()
    if known:
        # The other side moved here before, and brought it along.
        return known.pk
    mentor, mentee = (own, other) if row.is_mentor else (other, own)
    mentorship = Mentorship(mentor=mentor, mentee=mentee, **values_of(row, _PLAIN_OF_MENTORSHIP))
    check_fields(mentorship)
    mentorship.save(force_insert=True)
    for step in row.steps:
        _take_step(step, mentorship, arrival)
    for suggestion in row.suggestions:
        _take_suggestion(suggestion, mentorship, arrival)
    return mentorship.pk


def _take_step(row: MentorshipStepRow, mentorship: Mentorship, arrival: Arrival) -> None:
    event = MentorshipEvent(
        mentorship=mentorship,
        organisation=arrival.organisation if row.own else None,
        actor=arrival.person(row.actor),
        **values_of(row, ("key", "state", "text", "at")),
    )
    check_fields(event)
    event.save(force_insert=True)


def _take_suggestion(row: MeetingSuggestionRow, mentorship: Mentorship, arrival: Arrival) -> None:
    suggestion = MeetingSuggestion(
        mentorship=mentorship,
        sent_by=arrival.person(row.sent_by),
        **values_of(row, ("key", "text", "sent_at")),
    )
    check_fields(suggestion)
    suggestion.save(force_insert=True)


def _people(organisation: Organisation) -> set[int]:
    """Return who said something of hers in the county's name."""
    said = MentorshipEvent.objects.filter(organisation=organisation)
    sent = MeetingSuggestion.objects.filter(mentorship__mentee=organisation)
    changed = Assessment.objects.filter(organisation=organisation)
    found = {
        *said.values_list("actor", flat=True),
        *sent.values_list("sent_by", flat=True),
        *changed.values_list("changed_by", flat=True),
    }
    return {pk for pk in found if pk is not None}


ONBOARDING = Estate(
    app="onboarding",
    people=_people,
    kinds=(
        Kind(
            name="path",
            label=_("Way in"),
            record=PathRow,
            tables=("onboarding.CountyPath",),
            rows=_paths,
            take_in=_take_path,
            line=lambda row: f"{row.begun_at:%d.%m.%Y}",
            count=lambda organisation: CountyPath.objects.filter(organisation=organisation).count(),
        ),
        Kind(
            name="assessment",
            label=_("Self-assessment"),
            record=AssessmentRow,
            tables=("onboarding.Assessment", "onboarding.Experience", "onboarding.ChosenWorry"),
            rows=_assessments,
            take_in=_take_assessment,
            line=lambda row: f"{row.changed_at:%d.%m.%Y}",
            count=lambda organisation: Assessment.objects.filter(organisation=organisation).count(),
        ),
        Kind(
            name="mentor_offer",
            label=_("Offer as a mentor"),
            record=MentorOfferRow,
            tables=("onboarding.MentorOffer",),
            rows=_offers,
            take_in=_take_offer,
            line=lambda row: str(row.capacity),
            count=lambda organisation: MentorOffer.objects.filter(
                organisation=organisation
            ).count(),
        ),
        Kind(
            name="mentorship",
            label=_("Mentorships"),
            record=MentorshipRow,
            tables=(
                "onboarding.Mentorship", "onboarding.MentorshipEvent",
                "onboarding.MeetingSuggestion",
            ),
            rows=_mentorships,
            take_in=_take_mentorship,
            line=lambda row: f"{row.other.name}: {row.state}",
            count=lambda organisation: Mentorship.objects.of(organisation).count(),
        ),
    ),
)  # fmt: skip
