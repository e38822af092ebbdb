"""Mentorships: proposed, agreed by both, ended; one outcome whatever happens at once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.onboarding.actions.mentoring import (
    HasMentor,
    NoPlace,
    TooLate,
    agree,
    decline,
    end,
    offer_mentoring,
    propose,
    run_matching,
    suggest_meeting,
)
from portal.onboarding.jobs import close_mentorships, match_mentors
from portal.onboarding.models import (
    MeetingSuggestion,
    MentorOffer,
    Mentorship,
    MentorshipEvent,
)
from portal.onboarding.queries import mentees_of, mentor_of
from portal.onboarding.rules.states import CLOSED, NEXT, WAITING, State, after_consent, sources_of
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from portal.taxonomy.models import Topic
from tests.factories.casestudies import case_study
from tests.factories.members import organisation, person, person_of
from tests.factories.onboarding import (
    assess,
    county_of,
    leader,
    offer,
    proposal,
    running,
    say_yes,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def facts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("fact", flat=True))


def states() -> list[tuple[str, str]]:
    return [
        (one.mentor.name, one.state) for one in Mentorship.objects.order_by("pk")
    ]  # fmt: skip


def mails() -> list[tuple[str, str]]:
    deliver_pending(timezone.now())
    sent = [
        (message.to[0].rpartition("<")[2].rstrip(">"), message.subject) for message in mail.outbox
    ]
    mail.outbox.clear()
    return sorted(sent)


# --- The table of states ------------------------------------------------------------------------


def test_every_state_can_be_reached_and_closed_ones_lead_nowhere() -> None:
    assert set(NEXT) == set(State)
    assert {state for following in NEXT.values() for state in following} == set(State) - {
        State.PROPOSED
    }
    assert {State.ENDED, State.DECLINED, State.EXPIRED} == CLOSED
    for state in WAITING:
        for of_mentor in (True, False):
            to = after_consent(state, of_mentor=of_mentor)
            assert to is None or state in sources_of(to)


# --- Both agree ---------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["olaf", "karla"])
def test_with_the_second_yes_it_runs(first, karla, olaf, harburg) -> None:
    offer(olaf)
    mentorship = proposal(olaf, karla)
    order = (olaf, karla) if first == "olaf" else (karla, olaf)
    assert mails() == sorted(
        [
            (olaf.email, "Werden Sie Patenkreis für Landkreis Harburg?"),
            (karla.email, "Als Patenkreis vorgeschlagen: Landkreis Osnabrück"),
        ]
    )
    half = say_yes(order[0], mentorship)
    assert (half.state in WAITING, mentor_of(harburg)) == (True, None)
    name = county_of(order[0]).display_name
    assert mails() == [(order[1].email, f"{name} sagt ja: und Sie?")]
    found = say_yes(order[1], mentorship)
    assert (found.state, mentor_of(harburg)) == (State.ACTIVE, county_of(olaf))
    assert list(mentees_of(county_of(olaf))) == [harburg]
    assert [to for to, _subject in mails()] == sorted([olaf.email, karla.email])
    assert [event.state for event in MentorshipEvent.objects.all()] == [
        "proposed", "mentor_agreed" if first == "olaf" else "mentee_agreed", "active",
    ]  # fmt: skip


def test_saying_yes_twice_is_one_yes(karla, olaf) -> None:
    offer(olaf)
    mentorship = proposal(olaf, karla)
    say_yes(karla, mentorship)
    say_yes(karla, mentorship)
    assert states() == [("Osnabrück", "mentee_agreed")]
    say_yes(olaf, mentorship)
    say_yes(olaf, mentorship)
    say_yes(karla, mentorship)
    assert (states(), facts().count("MentorshipMoved")) == ([("Osnabrück", "active")], 3)


def test_a_no_has_a_reason_and_is_the_end(karla, olaf, harburg) -> None:
    offer(olaf)
    mentorship = proposal(olaf, karla)
    mails()
    decline(
        actor=karla, mentorship=mentorship, organisation=harburg,
        reason="Wir kennen uns schon.", now=NOW,
    )  # fmt: skip
    deliver_pending(timezone.now())
    (message,) = mail.outbox
    assert (olaf.email in message.to[0], "Wir kennen uns schon." in message.body) == (True, True)
    with pytest.raises(TooLate):
        say_yes(olaf, mentorship)
    with pytest.raises(TooLate):
        decline(
            actor=olaf, mentorship=mentorship, organisation=county_of(olaf), reason="x", now=NOW
        )


@pytest.mark.parametrize("who", ["olaf", "karla"])
def test_either_ends_it_with_thanks_and_the_place_is_free(who, karla, olaf, vera) -> None:
    mentorship = running(olaf, karla)
    actor = {"olaf": olaf, "karla": karla}[who]
    with pytest.raises(NoPlace):
        proposal(olaf, vera)
    end(actor=actor, mentorship=mentorship, organisation=county_of(actor), thanks="Danke!", now=NOW)
    assert states() == [("Osnabrück", "ended")]
    assert proposal(olaf, vera).state == State.PROPOSED
    with pytest.raises(TooLate):
        end(actor=actor, mentorship=mentorship, organisation=county_of(actor), thanks="", now=NOW)


# --- Who may ------------------------------------------------------------------------------------


def test_only_those_who_lead_the_two_speak_for_them(karla, stefan, olaf, vera, mona) -> None:
    offer(olaf)
    mentorship = proposal(olaf, karla)
    mine = county_of(karla)
    for actor, of in (
        (stefan, mine), (vera, mine), (vera, county_of(vera)), (mona, mine),
        (olaf, mine), (karla, county_of(olaf)), (person_of(county_of(olaf)), county_of(olaf)),
    ):  # fmt: skip
        given = {"actor": actor, "mentorship": mentorship, "organisation": of, "now": NOW}
        for act in (
            lambda given=given: agree(**given),
            lambda given=given: decline(reason="x", **given),
            lambda given=given: end(thanks="", **given),
        ):
            with pytest.raises(Refused):
                act()
    assert states() == [("Osnabrück", "proposed")]


def test_a_suspended_side_says_nothing(karla, olaf, harburg) -> None:
    offer(olaf)
    mentorship = proposal(olaf, karla)
    organisation(harburg.ags, Organisation.Status.SUSPENDED)
    with pytest.raises(Refused):
        say_yes(karla, mentorship)
    with pytest.raises(Refused):
        offer_mentoring(
            actor=User.objects.get(pk=karla.pk), capacity=5, topics=[], platforms=[], now=NOW,
            organisation=Organisation.objects.get(pk=harburg.pk),
        )  # fmt: skip


def test_who_is_asked_last_finds_the_other_suspended(karla, olaf, harburg) -> None:
    offer(olaf)
    mentorship = proposal(olaf, karla)
    say_yes(karla, mentorship)
    organisation(harburg.ags, Organisation.Status.SUSPENDED)
    with pytest.raises(Refused, match="Mitglied"):
        say_yes(olaf, mentorship)
    assert states() == [("Osnabrück", "mentee_agreed")]


@pytest.mark.parametrize("status", ["suspended", "former", "guest", "applicant", "none"])
def test_only_members_are_proposed(status, karla, olaf, mona) -> None:
    offer(olaf)
    organisation("03459", status)
    mentor = Organisation.objects.get(ags="03459")
    with pytest.raises(Refused):
        propose(actor=mona, mentor=mentor, mentee=county_of(karla), now=NOW)
    with pytest.raises(Refused):
        propose(actor=mona, mentor=county_of(karla), mentee=mentor, now=NOW)


def test_no_county_is_its_own_mentor(karla, mona, harburg) -> None:
    offer(karla)
    with pytest.raises(Refused, match="eigener"):
        propose(actor=mona, mentor=harburg, mentee=harburg, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mentorship.objects.create(mentor=harburg, mentee=harburg, expires_at=NOW)


def test_moderators_propose_and_nobody_else(karla, olaf) -> None:
    offer(olaf)
    with pytest.raises(Refused):
        propose(actor=olaf, mentor=county_of(olaf), mentee=county_of(karla), now=NOW)
    assert states() == []


def test_a_county_has_one_mentor_at_a_time(karla, olaf, emma) -> None:
    offer(olaf)
    offer(emma)
    proposal(olaf, karla)
    with pytest.raises(HasMentor):
        proposal(emma, karla)
    assert states() == [("Osnabrück", "proposed")]


# --- Places -------------------------------------------------------------------------------------


def test_the_last_place_is_given_once(karla, olaf, vera) -> None:
    """Both were proposed while there were two places; then one was taken back."""
    offer(olaf, 2)
    first, second = proposal(olaf, karla), proposal(olaf, vera)
    offer(olaf, 1)
    say_yes(olaf, first)
    say_yes(olaf, second)
    say_yes(karla, first)
    with pytest.raises(NoPlace):
        say_yes(vera, second)
    assert states() == [("Osnabrück", "active"), ("Osnabrück", "mentor_agreed")]


def test_the_database_knows_the_bounds(karla, olaf, harburg) -> None:
    offer(olaf, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        MentorOffer.objects.update(capacity=6)
    proposal(olaf, karla)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mentorship.objects.create(mentor=county_of(olaf), mentee=harburg, expires_at=NOW)


# --- By the clock -------------------------------------------------------------------------------


def test_a_proposal_runs_out_after_two_weeks(karla, olaf) -> None:
    offer(olaf)
    mentorship = proposal(olaf, karla, NOW)
    say_yes(olaf, mentorship, NOW)
    with pytest.raises(TooLate):
        say_yes(karla, mentorship, NOW + timedelta(days=14))
    assert close_mentorships(NOW + timedelta(days=13, hours=23)) == 0
    mails()
    assert close_mentorships(NOW + timedelta(days=14)) == 1
    assert close_mentorships(NOW + timedelta(days=14)) == 0
    assert states() == [("Osnabrück", "expired")]
    assert [to for to, _subject in mails()] == sorted([olaf.email, karla.email])


def test_a_mentorship_ends_with_the_membership_of_a_side(karla, olaf, harburg) -> None:
    running(olaf, karla)
    organisation("03459", Organisation.Status.FORMER)
    mails()
    assert close_mentorships(NOW) == 1
    assert states() == [("Osnabrück", "ended")]
    # Whoever takes no part any more gets no mail.
    assert [to for to, _subject in mails()] == [karla.email]


# --- Matching -----------------------------------------------------------------------------------


def test_who_fits_best_is_proposed_and_after_a_no_the_next_best(karla, olaf, emma, harburg) -> None:
    topics = list(Topic.objects.filter(slug="krisenkommunikation"))
    case_study(county_of(emma), topics=topics)
    offer(olaf, 1, "recht")
    offer(emma, 1, "krisenkommunikation", "personal", "datenschutz")
    assert match_mentors(NOW) == 0
    assess(karla)
    assert (match_mentors(NOW), match_mentors(NOW)) == (1, 0)
    mentorship = Mentorship.objects.get()
    assert states() == [("Emsland", "proposed")]
    decline(
        actor=emma, mentorship=mentorship, organisation=county_of(emma), reason="Urlaub", now=NOW
    )
    assert match_mentors(NOW) == 1
    assert states() == [("Emsland", "declined"), ("Osnabrück", "proposed")]
    second = Mentorship.objects.get(state="proposed")
    decline(actor=karla, mentorship=second, organisation=harburg, reason="Nein", now=NOW)
    assert match_mentors(NOW) == 0


def test_more_seekers_than_places_leave_nobody_with_too_many(karla, vera, olaf) -> None:
    offer(olaf, 1, "personal")
    assess(karla, NOW)
    assess(vera, NOW + timedelta(hours=1))
    assert run_matching(now=NOW) == 1
    assert Mentorship.objects.get().mentee == county_of(karla)


def test_nobody_is_proposed_to_whoever_paused_left_or_wants_none(karla, olaf, emma) -> None:
    assess(karla, seeks_mentor=False)
    offer(olaf)
    assert run_matching(now=NOW) == 0
    assess(karla)
    offer(olaf, 0)
    offer(emma)
    organisation("03454", Organisation.Status.SUSPENDED)
    assert run_matching(now=NOW) == 0
    offer(karla)
    assert run_matching(now=NOW) == 0


def test_who_looks_for_a_mentor_is_none_yet(karla, vera) -> None:
    for who in (karla, vera):
        assess(who)
        offer(who)
    assert run_matching(now=NOW) == 0


def test_whoever_had_a_mentor_is_not_matched_again(karla, olaf, emma) -> None:
    assess(karla)
    mentorship = running(olaf, karla)
    end(actor=karla, mentorship=mentorship, organisation=county_of(karla), thanks="", now=NOW)
    offer(emma)
    assert run_matching(now=NOW) == 0


# --- Meeting ------------------------------------------------------------------------------------


def test_a_meeting_is_suggested_to_the_mentor_once(karla, olaf, harburg) -> None:
    running(olaf, karla)
    mails()
    for _again in range(2):
        suggest_meeting(
            actor=karla, organisation=harburg, text="Passt <b>Dienstag</b>?", key="1" * 32, now=NOW
        )
    assert MeetingSuggestion.objects.count() == 1
    deliver_pending(timezone.now())
    (message,) = mail.outbox
    assert (olaf.email in message.to[0], karla.email in message.body) == (True, True)
    assert "Passt <b>Dienstag</b>?" in message.body
    assert "&lt;b&gt;Dienstag" in message.alternatives[0][0]


def test_without_a_mentor_and_by_staff_no_meeting_is_suggested(karla, stefan, harburg) -> None:
    given = {"organisation": harburg, "text": "x", "key": "1" * 32, "now": NOW}
    with pytest.raises(TooLate):
        suggest_meeting(actor=karla, **given)
    with pytest.raises(Refused):
        suggest_meeting(actor=stefan, **given)
    assert MeetingSuggestion.objects.count() == 0


def test_a_deputy_speaks_for_her_county_too(karla, olaf, harburg) -> None:
    offer(olaf)
    mentorship = proposal(olaf, karla)
    deputy = person_of(harburg, Membership.Role.DEPUTY)
    assert say_yes(deputy, mentorship).state == State.MENTEE_AGREED


def test_a_mentor_without_offer_has_no_place(karla, olaf) -> None:
    with pytest.raises(NoPlace):
        proposal(olaf, karla)
    assert leader(county_of(olaf), "Oda").pk != person().pk
