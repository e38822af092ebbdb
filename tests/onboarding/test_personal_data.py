"""What is kept of people: their copy has it, their erasure takes it."""

import pytest
from django.utils import timezone

from portal.members.actions import erase_everywhere
from portal.onboarding.actions.paths import tick
from portal.onboarding.models import (
    Assessment,
    MeetingSuggestion,
    MentorshipEvent,
    PersonPath,
    Tick,
)
from portal.onboarding.personal_data import ONBOARDING
from tests.factories.onboarding import assess, county_of, running

pytestmark = pytest.mark.django_db


def test_a_copy_holds_it_and_erasure_takes_it(karla, olaf, harburg) -> None:
    assess(karla, words="Bleibt beim Kreis.")
    mentorship = running(olaf, karla)
    tick(actor=karla, organisation=harburg, what="mentor", done=True, now=timezone.now())
    MeetingSuggestion.objects.create(mentorship=mentorship, text="Dienstag?", sent_by=karla)
    rows = ONBOARDING.export(karla)
    assert [row["kind"] for row in rows] == [
        "onboarding_path", "self_assessment_changed", "mentorship", "meeting_suggestion",
    ]  # fmt: skip
    assert (rows[0]["ticked"], rows[2]["said"]) == (["mentor"], "active")

    erase_everywhere(karla)
    assert (PersonPath.objects.count(), Tick.objects.count()) == (0, 0)
    kept = Assessment.objects.get()
    assert (kept.changed_by, kept.words) == (None, "Bleibt beim Kreis.")
    assert MeetingSuggestion.objects.get().sent_by is None
    assert set(MentorshipEvent.objects.values_list("actor__name", flat=True)) == {
        None, "Mona Moderation", "Olaf Osnabrück",
    }  # fmt: skip
    assert ONBOARDING.export(karla) == []
    assert county_of(olaf).name == "Osnabrück"
