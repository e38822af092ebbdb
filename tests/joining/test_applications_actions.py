"""Applying and deciding: where an application goes, what follows, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from portal.joining.actions.applications import (
    TooLate,
    admit_as_guest,
    answer_group,
    approve,
    ask_applicant,
    cast_vote,
    confirm_application,
    open_vote,
    refuse,
    withdraw,
)
from portal.joining.jobs import end_guest_times, end_votes, forget_applicants
from portal.joining.models import (
    Applicant,
    ApplicationEvent,
    ApplicationVote,
    Invitation,
    MembershipApplication,
)
from portal.joining.models.applications import applicant_of, applicant_to_confirm
from portal.joining.queries.applications import admitted_at, applications_for
from portal.joining.rules.applications import outcome_of
from portal.joining.rules.states import CLOSED, NEXT, State, sources_of
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from tests.factories.joining import applicant, application
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person, person_of

pytestmark = pytest.mark.django_db

Role, Status = Membership.Role, Organisation.Status


@pytest.fixture
def harburg() -> Organisation:
    return organisation(HARBURG, Status.NONE)


@pytest.fixture
def moderator() -> User:
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


def facts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("fact", flat=True))


def mails() -> list[tuple[str, str]]:
    deliver_pending(timezone.now())
    sent = [(m.to[0].rpartition("<")[2].rstrip(">"), m.subject) for m in mail.outbox]
    mail.outbox.clear()
    return sent


def status_of(ags: str) -> str:
    return Organisation.objects.get(ags=ags).status


def acts(of: MembershipApplication) -> list[str]:
    return list(ApplicationEvent.objects.filter(application=of).values_list("act", flat=True))


def admit(actor: User, one: MembershipApplication, lead: Applicant | None = None) -> None:
    chosen = lead or one.applicants.all()[0]
    approve(actor=actor, application=one, lead=chosen, text="Willkommen!", now=timezone.now())


# --- The table ----------------------------------------------------------------------------------


def test_the_table_names_every_state_and_ends_somewhere() -> None:
    assert set(NEXT) == set(State)
    reached, frontier = set(), {State.SUBMITTED}
    while frontier:
        reached |= frontier
        frontier = {after for state in frontier for after in NEXT[state]} - reached
    assert reached == set(State)
    assert {State.APPROVED, State.REFUSED, State.WITHDRAWN, State.ENDED} == CLOSED
    assert sources_of(State.APPROVED) == {State.SUBMITTED, State.VOTING}


@pytest.mark.parametrize(
    ("yes", "no", "votes", "quorum", "outcome"),
    [
        (3, 1, 4, 4, State.APPROVED),
        (3, 1, 4, 5, State.SUBMITTED),
        (2, 2, 4, 4, State.REFUSED),
        (1, 0, 4, 4, State.APPROVED),
        (0, 0, 4, 4, State.REFUSED),
    ],
)
def test_a_vote_needs_its_quorum_and_more_yes_than_no(yes, no, votes, quorum, outcome) -> None:
    assert outcome_of(yes, no, votes, quorum) == outcome


# --- Applying -----------------------------------------------------------------------------------


def test_before_the_address_is_confirmed_there_is_no_application(harburg, moderator) -> None:
    written = applicant(harburg)
    assert (MembershipApplication.objects.count(), status_of(HARBURG)) == (0, Status.NONE)
    assert mails() == [("a.antrag@kreis.example", "Bitte bestätigen: Antrag für Landkreis Harburg")]
    confirm_application(applicant=written, now=timezone.now())
    assert (MembershipApplication.objects.get().state, status_of(HARBURG)) == (
        State.SUBMITTED,
        Status.APPLICANT,
    )
    assert mails() == [
        ("a.antrag@kreis.example", "Ihr Antrag ist da: Landkreis Harburg"),
        (moderator.email, "Antrag von Landkreis Harburg: Antrag eingegangen"),
    ]


def test_mails_bring_working_links_as_text_and_html(harburg) -> None:
    written = applicant(harburg)
    deliver_pending(timezone.now())
    (message,) = mail.outbox
    html = message.alternatives[0][0]
    assert written.confirmation_token in message.body
    assert written.confirmation_token in html
    assert applicant_to_confirm(written.confirmation_token) == written


def test_links_are_good_for_what_they_are_for(harburg) -> None:
    written = applicant(harburg)
    assert applicant_of(written.status_token) is None
    assert applicant_to_confirm(written.status_token) is None
    assert applicant_to_confirm(written.confirmation_token + "x") is None
    confirm_application(applicant=written, now=timezone.now())
    assert applicant_of(written.status_token) == written
    assert applicant_of(written.confirmation_token) is None


def test_confirming_twice_is_confirming_once(harburg) -> None:
    written = applicant(harburg)
    for _time in range(2):
        confirm_application(applicant=written, now=timezone.now())
    assert acts(MembershipApplication.objects.get()) == ["received"]


def test_a_confirmation_is_late_after_three_days(harburg) -> None:
    written = applicant(harburg, now=timezone.now() - timedelta(days=3, minutes=1))
    with pytest.raises(TooLate):
        confirm_application(applicant=written, now=timezone.now())
    assert status_of(HARBURG) == Status.NONE


def test_the_second_application_joins_the_first(harburg) -> None:
    first = application(harburg)
    assert application(harburg, email="b.zweit@kreis.example", name="Bert Zweit") == first
    assert [one.email for one in first.applicants.all()] == [
        "a.antrag@kreis.example",
        "b.zweit@kreis.example",
    ]
    assert acts(first) == ["received", "joined"]


def test_who_applies_again_has_one_application(harburg) -> None:
    first = application(harburg)
    assert application(harburg) == first
    assert (Applicant.objects.count(), acts(first)) == (1, ["received"])


def test_members_do_not_apply_and_names_do_not_deceive(harburg) -> None:
    with pytest.raises(Refused, match="bereits Mitglied"):
        applicant(organisation(OSNABRUECK))
    with pytest.raises(Refused):
        applicant(harburg, name="Аnja Antrag")  # a Cyrillic А
    assert Applicant.objects.count() == 0


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.GUEST])
def test_suspended_counties_and_guests_stay_what_they_are_until_decided(status) -> None:
    application(organisation(HARBURG, status))
    assert status_of(HARBURG) == status


# --- Back and forth -----------------------------------------------------------------------------


def test_the_group_asks_and_the_applicant_answers(harburg, moderator) -> None:
    one = application(harburg)
    mails()
    ask_applicant(actor=moderator, application=one, text="Wer wäre da?", now=timezone.now())
    assert mails() == [("a.antrag@kreis.example", "Eine Frage zu Ihrem Antrag")]
    answer_group(applicant=Applicant.objects.get(), text="Ich.", now=timezone.now())
    one.refresh_from_db()
    assert (one.state, acts(one)) == (State.SUBMITTED, ["received", "asked", "answered"])
    with pytest.raises(TooLate):
        answer_group(applicant=Applicant.objects.get(), text="Noch einmal.", now=timezone.now())


def test_the_last_applicant_withdraws_the_application(harburg) -> None:
    one = application(harburg)
    withdraw(applicant=Applicant.objects.get(), now=timezone.now())
    one.refresh_from_db()
    assert (one.state, status_of(HARBURG)) == (State.WITHDRAWN, Status.NONE)


def test_nobody_withdraws_what_others_asked_for(harburg) -> None:
    one = application(harburg)
    application(harburg, email="fremd@anderswo.example")
    withdraw(applicant=one.applicants.get(email="fremd@anderswo.example"), now=timezone.now())
    one.refresh_from_db()
    assert (one.state, acts(one)) == (State.SUBMITTED, ["received", "joined", "left"])
    assert [left.email for left in one.applicants.all()] == ["a.antrag@kreis.example"]


# --- Deciding -----------------------------------------------------------------------------------


def test_an_admitted_county_is_a_member_and_its_lead_is_invited(harburg, moderator) -> None:
    one = application(harburg)
    application(harburg, email="fremd@anderswo.example")
    mails()
    admit(moderator, one)
    one.refresh_from_db()
    assert (one.state, status_of(HARBURG)) == (State.APPROVED, Status.MEMBER)
    assert Organisation.objects.get(ags=HARBURG).member_since == timezone.localdate()
    invited = Invitation.objects.get()
    assert (invited.email, invited.role) == ("a.antrag@kreis.example", Role.COORDINATOR)
    assert sorted(mails()) == [
        ("a.antrag@kreis.example", "Ihre Einladung zu Kreiswissen für Landkreis Harburg"),
        ("a.antrag@kreis.example", "Willkommen: Landkreis Harburg ist Mitglied"),
        ("fremd@anderswo.example", "Willkommen: Landkreis Harburg ist Mitglied"),
    ]
    assert admitted_at([harburg.pk]) == {harburg.pk: one.decided_at}


def test_of_two_decisions_at_once_one_counts(harburg, moderator) -> None:
    one = application(harburg)
    seen_by_another = MembershipApplication.objects.get(pk=one.pk)
    admit(moderator, one)
    for late in (
        lambda: admit(moderator, seen_by_another),
        lambda: refuse(
            actor=moderator, application=seen_by_another, text="Nein.", now=timezone.now()
        ),
    ):
        with pytest.raises(TooLate):
            late()
    assert (status_of(HARBURG), Invitation.objects.count()) == (Status.MEMBER, 1)
    assert acts(one) == ["received", "approved"]


def test_nobody_is_invited_who_did_not_apply(harburg, moderator) -> None:
    one = application(harburg)
    stranger = application(organisation(PLOEN, Status.NONE), email="x@y.example")
    with pytest.raises(Applicant.DoesNotExist):
        admit(moderator, one, stranger.applicants.get())
    assert (status_of(HARBURG), Invitation.objects.count()) == (Status.APPLICANT, 0)


def test_a_refused_county_stands_where_it_stood(moderator) -> None:
    one = application(organisation(HARBURG, Status.FORMER))
    mails()
    refuse(actor=moderator, application=one, text="Zu früh.", now=timezone.now())
    assert status_of(HARBURG) == Status.FORMER
    assert mails() == [("a.antrag@kreis.example", "Zu Ihrem Antrag")]
    assert application(organisation(HARBURG, Status.FORMER)) != one


@pytest.mark.parametrize("who", ["staff", "coordinator", "own", "inactive"])
def test_only_moderators_decide_and_not_for_their_own_county(harburg, moderator, who) -> None:
    one = application(harburg)
    if who == "own":
        Membership.objects.create(user=moderator, organisation=harburg, role=Role.STAFF)
    if who == "inactive":
        User.objects.filter(pk=moderator.pk).update(is_active=False)
    theirs = organisation(OSNABRUECK)
    people = {"staff": person_of(theirs, Role.STAFF), "coordinator": person_of(theirs, "deputy")}
    actor = people.get(who) or User.objects.get(pk=moderator.pk)
    with pytest.raises(Refused):
        admit(actor, one)
    with pytest.raises(Refused):
        refuse(actor=actor, application=one, text="Nein.", now=timezone.now())
    assert (status_of(HARBURG), facts().count("OrganisationAdmitted")) == (Status.APPLICANT, 0)


# --- Guests -------------------------------------------------------------------------------------


def invite_guest(moderator: User, one: MembershipApplication, until: date) -> None:
    admit_as_guest(
        actor=moderator, application=one, lead=one.applicants.all()[0], until=until,
        text="Zum Treffen in Osnabrück.", now=timezone.now(),
    )  # fmt: skip


def test_a_guest_comes_for_a_time(harburg, moderator) -> None:
    one = application(harburg)
    today = timezone.localdate()
    invite_guest(moderator, one, today)
    assert (status_of(HARBURG), Invitation.objects.count()) == (Status.GUEST, 1)
    assert end_guest_times(timezone.now()) == 0
    assert end_guest_times(timezone.now() + timedelta(days=1)) == 1
    one.refresh_from_db()
    assert (one.state, status_of(HARBURG)) == (State.ENDED, Status.NONE)


def test_a_guest_asks_to_stay_and_is_admitted(harburg, moderator) -> None:
    one = application(harburg)
    invite_guest(moderator, one, timezone.localdate() + timedelta(days=9))
    assert application(harburg, why="Wir möchten bleiben.") == one
    one.refresh_from_db()
    assert (one.state, one.applicants.get().why) == (State.SUBMITTED, "Wir möchten bleiben.")
    admit(moderator, one)
    assert status_of(HARBURG) == Status.MEMBER


def test_a_guest_who_may_not_stay_goes_back(harburg, moderator) -> None:
    one = application(harburg)
    invite_guest(moderator, one, timezone.localdate() + timedelta(days=9))
    application(harburg)
    refuse(actor=moderator, application=one, text="Nein.", now=timezone.now())
    assert status_of(HARBURG) == Status.NONE


# --- Votes --------------------------------------------------------------------------------------


@pytest.fixture
def counties() -> list[User]:
    """The coordinators of four member counties."""
    return [
        person_of(organisation(ags), Role.COORDINATOR, f"Ko {ags}")
        for ags in (OSNABRUECK, PLOEN, "03454", "03460")
    ]


def put_to_the_vote(moderator: User, one: MembershipApplication) -> None:
    lead = one.applicants.all()[0]
    open_vote(actor=moderator, application=one, lead=lead, now=timezone.now())


def vote(who: User, one: MembershipApplication, choice: str) -> None:
    fresh = User.objects.get(pk=who.pk)
    cast_vote(
        actor=fresh, application=one, organisation=fresh.memberships.get().organisation,
        choice=choice, now=timezone.now(),
    )  # fmt: skip


def test_where_counties_vote_moderators_do_not_admit(harburg, moderator, settings) -> None:
    settings.ADMISSION_BY_VOTE = True
    with pytest.raises(Refused, match="stimmen"):
        admit(moderator, application(harburg))
    assert status_of(HARBURG) == Status.APPLICANT


def test_the_last_vote_decides_at_once(harburg, moderator, counties) -> None:
    one = application(harburg)
    mails()
    put_to_the_vote(moderator, one)
    assert sorted(to for to, _subject in mails()) == sorted(who.email for who in counties)
    for who, choice in zip(counties, ("yes", "yes", "no", "abstain"), strict=True):
        vote(who, one, choice)
    one.refresh_from_db()
    assert (one.state, one.quorum, status_of(HARBURG)) == (State.APPROVED, 2, Status.MEMBER)
    with pytest.raises(TooLate):
        vote(counties[0], one, "no")


def test_a_county_has_one_vote_and_may_change_it(harburg, moderator, counties) -> None:
    one = application(harburg)
    put_to_the_vote(moderator, one)
    deputy = person_of(organisation(OSNABRUECK), Role.DEPUTY)
    vote(counties[0], one, "yes")
    vote(deputy, one, "no")
    assert [(cast.choice, cast.person) for cast in ApplicationVote.objects.all()] == [
        ("no", deputy)
    ]


def test_a_vote_ends_by_the_clock(harburg, moderator, counties) -> None:
    one = application(harburg)
    put_to_the_vote(moderator, one)
    for who in counties[:2]:
        vote(who, one, "no")
    assert end_votes(timezone.now() + timedelta(days=13)) == 0
    assert end_votes(timezone.now() + timedelta(days=15)) == 1
    assert end_votes(timezone.now() + timedelta(days=15)) == 0
    one.refresh_from_db()
    assert (one.state, status_of(HARBURG)) == (State.REFUSED, Status.NONE)


def test_too_few_votes_go_back_to_the_moderators(harburg, moderator, counties) -> None:
    one = application(harburg)
    put_to_the_vote(moderator, one)
    vote(counties[0], one, "yes")
    mails()
    end_votes(timezone.now() + timedelta(days=15))
    one.refresh_from_db()
    assert (one.state, status_of(HARBURG)) == (State.SUBMITTED, Status.APPLICANT)
    assert mails() == [(moderator.email, "Antrag von Landkreis Harburg: zu wenige Stimmen")]
    put_to_the_vote(moderator, one)
    assert one.votes.count() == 0


@pytest.mark.parametrize("who", ["staff", "guest", "moderator", "another"])
def test_nobody_votes_for_a_county_she_does_not_lead(harburg, moderator, counties, who) -> None:
    one = application(harburg)
    put_to_the_vote(moderator, one)
    mine = organisation(OSNABRUECK)
    actors = {
        "staff": (person_of(mine, Role.STAFF), mine),
        "guest": (person_of(organisation("03251", Status.GUEST), "coordinator"), None),
        "moderator": (moderator, mine),
        "another": (counties[1], mine),
    }
    actor, of = actors[who]
    target = of or actor.memberships.get().organisation
    with pytest.raises(Refused):
        cast_vote(
            actor=actor, application=one, organisation=target, choice="yes", now=timezone.now()
        )
    assert ApplicationVote.objects.count() == 0


def test_voters_know_of_what_is_put_to_the_vote_and_no_more(harburg, moderator, counties) -> None:
    hidden, shown = application(harburg), application(organisation("03251", Status.NONE))
    put_to_the_vote(moderator, shown)
    assert list(applications_for(counties[0])) == [shown]
    assert set(applications_for(moderator)) == {hidden, shown}


# --- Forgetting ---------------------------------------------------------------------------------


def test_applicants_are_forgotten_when_their_time_is_over(harburg, moderator) -> None:
    one = application(harburg)
    ask_applicant(actor=moderator, application=one, text="Wer?", now=timezone.now())
    answer_group(applicant=Applicant.objects.get(), text="Anja Antrag.", now=timezone.now())
    refuse(actor=moderator, application=one, text="Nein.", now=timezone.now())
    applicant(organisation(PLOEN, Status.NONE), email="nie@bestaetigt.example")
    assert forget_applicants(timezone.now() + timedelta(days=2)) == 0
    forget_applicants(timezone.now() + timedelta(days=4))
    assert [one.email for one in Applicant.objects.all()] == ["a.antrag@kreis.example"]
    forget_applicants(timezone.now() + timedelta(days=181))
    assert Applicant.objects.count() == 0
    said = list(ApplicationEvent.objects.values_list("act", "text"))
    assert said == [("received", ""), ("asked", "Wer?"), ("answered", ""), ("refused", "Nein.")]
