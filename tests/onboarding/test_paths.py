"""The path: steps follow from facts; what only she can know is ticked and unticked."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from portal.kernel.verdict import Refused
from portal.members.models import Organisation, User
from portal.onboarding.actions.mentoring import suggest_meeting
from portal.onboarding.actions.paths import (
    NothingToTick,
    begin_path,
    put_away,
    tick,
    tick_meeting,
)
from portal.onboarding.jobs import begin_paths
from portal.onboarding.models import CountyPath, PersonPath, Tick
from portal.onboarding.queries import next_steps_for
from portal.onboarding.queries.paths import OPEN_FOR, county_facts
from portal.onboarding.steps import county_steps
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from tests.factories.channels import record
from tests.factories.forum import ask
from tests.factories.joining import invitation
from tests.factories.members import PLOEN, organisation, person_of
from tests.factories.onboarding import assess, county_of, offer, proposal, running, say_yes

pytestmark = pytest.mark.django_db


def standing(organisation_: Organisation) -> dict[str, str]:
    facts = county_facts([organisation_.pk])[organisation_.pk]
    return {step.slug: step.standing.value for step in county_steps(facts, organisation_).steps}


def steps(who: User):
    (found,) = next_steps_for(User.objects.get(pk=who.pk))
    return found


def own(who: User) -> dict[str, str]:
    return {step.slug: step.standing.value for step in steps(who).person.steps}


def ticked(who: User, what: str, *, done: bool = True) -> None:
    tick(
        actor=User.objects.get(pk=who.pk), organisation=county_of(who), what=what, done=done,
        now=timezone.now(),
    )  # fmt: skip


def test_a_countys_steps_follow_from_what_is_there(karla, olaf, harburg) -> None:
    assert standing(harburg) == {
        "people": "todo", "channels": "todo", "assessment": "todo", "mentor": "waiting",
        "question": "todo", "meeting": "waiting",
    }  # fmt: skip
    invitation(karla, harburg)
    record(karla)
    ask(karla)
    assess(karla)
    assert standing(harburg) == {
        "people": "done", "channels": "done", "assessment": "done", "mentor": "waiting",
        "question": "done", "meeting": "waiting",
    }  # fmt: skip
    offer(olaf)
    mentorship = proposal(olaf, karla)
    assert standing(harburg)["mentor"] == "todo"
    say_yes(karla, mentorship)
    assert standing(harburg)["mentor"] == "waiting"
    say_yes(olaf, mentorship)
    assert (standing(harburg)["mentor"], standing(harburg)["meeting"]) == ("done", "todo")
    suggest_meeting(
        actor=karla, organisation=harburg, text="Dienstag?", key="0" * 32, now=timezone.now()
    )
    assert set(standing(harburg).values()) == {"done"}


def test_a_persons_steps_are_facts_and_ticks(karla, stefan, olaf) -> None:
    assert own(stefan) == {
        "secured": "todo", "reading": "todo", "mentor": "waiting", "question": "todo",
    }  # fmt: skip
    Authenticator.objects.create(user=stefan, type=Authenticator.Type.TOTP, data={})
    running(olaf, karla)
    ask(stefan)
    assert own(stefan) == {
        "secured": "done", "reading": "todo", "mentor": "todo", "question": "done",
    }  # fmt: skip
    for number in range(3):
        ticked(stefan, f"case_study:{number}")
    assert own(stefan)["reading"] == "todo"
    ticked(stefan, "guideline:1")
    ticked(stefan, "mentor")
    assert set(own(stefan).values()) == {"done"}
    ticked(stefan, "mentor", done=False)
    ticked(stefan, "case_study:1", done=False)
    assert (own(stefan)["mentor"], own(stefan)["reading"]) == ("todo", "todo")
    # A colleague's ticks and questions are hers.
    assert own(karla)["question"] == "todo"


def test_ticking_twice_ticks_once(stefan) -> None:
    ticked(stefan, "secured")
    ticked(stefan, "secured")
    assert list(Tick.objects.values_list("what", flat=True)) == ["secured"]


@pytest.mark.parametrize("what", ["people", "channels", "assessment", "", "nonsense"])
def test_facts_are_not_ticked_by_hand(stefan, what) -> None:
    with pytest.raises(NothingToTick):
        ticked(stefan, what)
    assert Tick.objects.count() == 0


def test_a_meeting_agreed_elsewhere_is_ticked_for_the_county(karla, stefan, harburg) -> None:
    tick_meeting(actor=stefan, organisation=harburg, done=True, now=timezone.now())
    assert standing(harburg)["meeting"] == "done"
    tick_meeting(actor=karla, organisation=harburg, done=False, now=timezone.now())
    assert standing(harburg)["meeting"] == "waiting"


def test_nobody_ticks_for_another_county(vera, harburg) -> None:
    for act in (tick_meeting, put_away):
        word = {"done": True} if act is tick_meeting else {"away": True}
        with pytest.raises(Refused):
            act(actor=vera, organisation=harburg, now=timezone.now(), **word)
    with pytest.raises(Refused):
        tick(actor=vera, organisation=harburg, what="secured", done=True, now=timezone.now())
    assert (Tick.objects.count(), PersonPath.objects.count()) == (0, 0)


def test_leaders_bring_their_county_on_its_way_and_staff_themselves(karla, stefan) -> None:
    # The two are two people: the county goes on with its channels.
    assert (steps(karla).step.slug, steps(stefan).step.slug) == ("channels", "reading")
    ticked(stefan, "question")
    for what in ("case_study:1", "case_study:2", "case_study:3", "guideline:1"):
        ticked(stefan, what)
    assert steps(stefan).step.slug == "assessment"


def test_progress_counts_what_is_needed(karla, stefan) -> None:
    found = steps(karla)
    assert (found.done, found.total) == (1, 9)
    assert found.url == "/einstieg/landkreis-harburg/"


def test_a_path_begins_with_the_accepted_invitation(karla, harburg) -> None:
    from portal.joining.actions.people import join_with_new_account

    one = invitation(karla, harburg)
    joined = join_with_new_account(
        invitation=one, name="Nele Neu", password="ein langer Satz", now=timezone.now()
    )
    deliver_pending(timezone.now())
    path = PersonPath.objects.get()
    assert (path.membership, CountyPath.objects.get().organisation) == (joined, harburg)
    assert Entry.objects.filter(fact="PathBegun").count() == 0  # nothing follows from it yet
    begin_path(membership=joined, now=timezone.now() + timedelta(days=9))
    path.refresh_from_db()
    assert path.begun_at < timezone.now()


def test_who_came_another_way_begins_by_the_clock(karla, stefan, olaf, harburg) -> None:
    User.objects.filter(pk__in=[karla.pk, olaf.pk]).update(last_login=timezone.now())
    olaf.memberships.update(joined_at=timezone.now() - timedelta(days=400))
    guest = person_of(organisation(PLOEN, Organisation.Status.GUEST))
    User.objects.filter(pk=guest.pk).update(last_login=timezone.now())
    assert (begin_paths(timezone.now()), begin_paths(timezone.now())) == (1, 0)
    assert PersonPath.objects.get().membership.user == karla
    assert begin_path(membership=guest.memberships.get(), now=timezone.now()) is None


def test_the_start_page_shows_it_for_a_while_or_until_it_is_put_away(karla, harburg) -> None:
    assert len(next_steps_for(karla, timezone.now() + OPEN_FOR)) == 0
    put_away(actor=karla, organisation=harburg, away=True, now=timezone.now())
    assert next_steps_for(karla) == []
    assert PersonPath.objects.get().nudges_stopped_at is not None
    put_away(actor=karla, organisation=harburg, away=False, now=timezone.now())
    assert len(next_steps_for(karla)) == 1


def test_what_is_complete_leaves_the_start_page(karla, stefan, olaf, harburg) -> None:
    for who in (karla, stefan):
        for what in ("mentor", "question", "case_study:1", "case_study:2", "case_study:3"):
            ticked(who, what)
        ticked(who, "guideline:1")
    record(karla)
    ask(karla)
    assess(karla)
    running(olaf, karla)
    assert len(next_steps_for(User.objects.get(pk=karla.pk))) == 1
    tick_meeting(actor=karla, organisation=harburg, done=True, now=timezone.now())
    assert next_steps_for(User.objects.get(pk=karla.pk)) == []
    assert next_steps_for(User.objects.get(pk=olaf.pk)) != []


def test_a_county_that_wants_no_mentor_is_not_asked_for_one(karla, harburg) -> None:
    assess(karla, seeks_mentor=False)
    facts = county_facts([harburg.pk])[harburg.pk]
    mentor = next(one for one in county_steps(facts, harburg).steps if one.slug == "mentor")
    assert (mentor.optional, mentor.standing.value) == (True, "waiting")
