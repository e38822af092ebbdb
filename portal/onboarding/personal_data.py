"""What the way into the group keeps about people."""

from collections.abc import Iterator

from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row
from portal.onboarding.models import (
    Assessment,
    MeetingSuggestion,
    MentorshipEvent,
    PersonPath,
    Tick,
)

_THE_COUNTY = "the county said it, no longer who of hers"


def _export(person: User) -> list[Row]:
    tables = (_paths, _assessments, _mentorships, _suggestions)
    return [row for rows_of in tables for row in rows_of(person)]


def _paths(person: User) -> Iterator[Row]:
    paths = PersonPath.objects.filter(membership__user=person)
    for path in paths.select_related("membership__organisation").order_by("pk"):
        ticks = Tick.objects.filter(path=path).order_by("what").values_list("what", flat=True)
        yield {
            "kind": "onboarding_path",
            "organisation": path.membership.organisation.display_name,
            "begun": path.begun_at.isoformat(),
            "ticked": list(ticks),
            "reminders": path.nudges,
            "reminders_stopped": path.nudges_stopped_at is not None,
        }


def _assessments(person: User) -> Iterator[Row]:
    for one in Assessment.objects.filter(changed_by=person).select_related("organisation"):
        yield {
            "kind": "self_assessment_changed",
            "organisation": one.organisation.display_name,
            "at": one.changed_at.isoformat(),
        }


def _mentorships(person: User) -> Iterator[Row]:
    events = MentorshipEvent.objects.filter(actor=person).order_by("pk")
    for event in events.select_related("mentorship__mentor", "mentorship__mentee"):
        yield {
            "kind": "mentorship",
            "mentor": event.mentorship.mentor.display_name,
            "county": event.mentorship.mentee.display_name,
            "said": event.state,
            "text": event.text,
            "at": event.at.isoformat(),
        }


def _suggestions(person: User) -> Iterator[Row]:
    for one in MeetingSuggestion.objects.filter(sent_by=person).order_by("pk"):
        yield {"kind": "meeting_suggestion", "text": one.text, "at": one.sent_at.isoformat()}


def _erase(person: User) -> None:
    """Her path goes; what she said for her county stays the county's."""
    PersonPath.objects.filter(membership__user=person).delete()
    Assessment.objects.filter(changed_by=person).update(changed_by=None)
    MentorshipEvent.objects.filter(actor=person).update(actor=None)
    MeetingSuggestion.objects.filter(sent_by=person).update(sent_by=None)


ONBOARDING = PersonalData(
    app="onboarding",
    fields=(
        PersonalField("onboarding.Assessment.changed_by", OnErasure.PSEUDONYMISE, _THE_COUNTY),
        PersonalField("onboarding.MentorshipEvent.actor", OnErasure.PSEUDONYMISE, _THE_COUNTY),
        PersonalField("onboarding.MeetingSuggestion.sent_by", OnErasure.PSEUDONYMISE, _THE_COUNTY),
    ),
    export=_export,
    erase=_erase,
)
