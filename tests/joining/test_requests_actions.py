"""Asking to join: what reaches whom, who answers, and what is forgotten."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.joining.actions.people import join_with_new_account
from portal.joining.actions.requests import (
    AlreadyActing,
    TooLate,
    accept_request,
    add_domain,
    ask_to_join,
    confirm_request,
    decline_request,
    remove_domain,
)
from portal.joining.jobs import escalate_requests, forget_requests
from portal.joining.models import Invitation, JoinRequest
from portal.joining.models.requests import request_to_confirm
from portal.joining.queries.requests import domains_of, open_requests, suggested_for
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from tests.factories.joining import confirmed_request, invitation, join_request
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of

pytestmark = pytest.mark.django_db

Role, Status = Membership.Role, Organisation.Status


@pytest.fixture
def harburg() -> Organisation:
    return organisation(HARBURG)


@pytest.fixture
def coordinator(harburg: Organisation) -> User:
    return person_of(harburg, Role.COORDINATOR, "Karla Koordination")


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


def accept(actor: User, asked: JoinRequest) -> None:
    accept_request(actor=actor, request=asked, now=timezone.now())


def decline(actor: User, asked: JoinRequest, answer: str = "Wir kennen Sie nicht.") -> None:
    decline_request(actor=actor, request=asked, answer=answer, now=timezone.now())


# --- Asking -------------------------------------------------------------------------------------


def test_an_unconfirmed_request_reaches_nobody(harburg, coordinator) -> None:
    asked = join_request(harburg, email=" F.Frag@Kreis.Example ")
    assert (asked.email, facts()) == ("f.frag@kreis.example", ["JoinRequestWritten"])
    assert mails() == [("f.frag@kreis.example", "Bitte bestätigen: Ihre Anfrage zum Mitwirken")]
    assert (open_requests(harburg), Invitation.objects.count()) == ([], 0)


def test_once_confirmed_it_reaches_the_coordinator(harburg, coordinator) -> None:
    asked = confirmed_request(harburg)
    assert facts() == ["JoinRequestWritten", "JoinRequestConfirmed"]
    # Confirmed before the mail with the link was due: that one is not needed any more.
    assert mails() == [(coordinator.email, "Frauke Frag möchte für Landkreis Harburg mitwirken")]
    assert [one.request for one in open_requests(harburg)] == [asked]


def test_without_a_coordinator_it_reaches_the_moderators(harburg, moderator) -> None:
    confirmed_request(harburg)
    assert [to for to, _subject in mails()] == [moderator.email]
    accept(moderator, JoinRequest.objects.get())
    assert Invitation.objects.get().organisation == harburg


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("de", "Bitte bestätigen: Ihre Anfrage zum Mitwirken", "Landkreis Harburg mitwirken."),
        ("en", "Please confirm: your request to join", "you would like to join Landkreis Harburg"),
    ],
)
def test_the_link_comes_as_text_and_html_in_both_languages(
    harburg, language, subject, words
) -> None:
    asked = join_request(harburg, language=language)
    deliver_pending(timezone.now())
    (message,) = mail.outbox
    html = str(message.alternatives[0][0])
    assert message.subject == subject
    for text in (message.body, html):
        token = text.split("/mitmachen/anfrage/")[1].split("/")[0]
        assert (request_to_confirm(token), words in text) == (asked, True)


def test_nothing_a_stranger_typed_goes_to_an_unconfirmed_address(harburg) -> None:
    join_request(
        harburg, email="opfer@kreis.example", name="Geld unter evil.example", words="Jetzt"
    )
    deliver_pending(timezone.now())
    (message,) = mail.outbox
    assert message.to == ["opfer@kreis.example"]
    for text in (message.body, str(message.alternatives[0][0])):
        assert ("evil.example" in text, "Jetzt" in text) == (False, False)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_other_mails_come_as_text_and_html_in_both_languages(
    harburg, coordinator, moderator, language
) -> None:
    User.objects.update(language=language)
    asked = confirmed_request(harburg, language=language, words="<b>Neu</b> hier")
    deliver_pending(timezone.now())
    escalate_requests(timezone.now() + timedelta(days=15))
    deliver_pending(timezone.now())
    decline(coordinator, asked, "Bitte <später>.")
    deliver_pending(timezone.now())
    subjects = [message.subject for message in mail.outbox]
    assert (
        subjects
        == {
            "de": [
                "Frauke Frag möchte für Landkreis Harburg mitwirken",
                "Niemand antwortet: Anfrage zum Mitwirken für Landkreis Harburg",
                "Zu Ihrer Anfrage",
            ],
            "en": [
                "Frauke Frag asks to join Landkreis Harburg",
                "Nobody answers: request to join Landkreis Harburg",
                "About your request to join",
            ],
        }[language]
    )
    new, _unanswered, declined = mail.outbox
    assert "<b>Neu</b> hier" in new.body
    assert "&lt;b&gt;Neu&lt;/b&gt; hier" in new.alternatives[0][0]
    assert "Bitte <später>." in declined.body
    assert "Bitte &lt;später&gt;." in declined.alternatives[0][0]


def test_a_name_that_passes_for_another_is_refused(harburg) -> None:
    with pytest.raises(Refused, match="Alphabete"):
        join_request(harburg, name="Frаuke Frag")  # a Cyrillic а
    assert JoinRequest.objects.count() == 0


@pytest.mark.parametrize("there", [False, True])
def test_the_same_happens_whether_or_not_there_is_an_account(
    harburg, there, django_assert_num_queries
) -> None:
    if there:
        person_of(harburg)
        User.objects.update(email="f.frag@kreis.example")
    # The savepoint twice, the request, its fact.
    with django_assert_num_queries(4):
        join_request(harburg)
    assert [to for to, _subject in mails()] == ["f.frag@kreis.example"]


# --- Confirming ---------------------------------------------------------------------------------


def test_confirming_twice_is_confirming_once(harburg) -> None:
    asked = confirmed_request(harburg)
    confirm_request(request=asked, organisation=harburg, now=timezone.now())
    assert facts().count("JoinRequestConfirmed") == 1


def test_asking_twice_is_asking_once(harburg, coordinator) -> None:
    confirmed_request(harburg)
    confirmed_request(harburg, name="Frauke Noch Einmal")
    assert [one.request.name for one in open_requests(harburg)] == ["Frauke Frag"]
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.filter(confirmed_at=None).update(confirmed_at=timezone.now())


def test_a_confirmation_is_late_after_three_days(harburg) -> None:
    asked = join_request(harburg, now=timezone.now() - timedelta(days=3, minutes=1))
    with pytest.raises(TooLate):
        confirm_request(request=asked, organisation=harburg, now=timezone.now())
    assert facts() == ["JoinRequestWritten"]


@pytest.mark.parametrize("status", ["none", "applicant", "suspended", "former"])
def test_who_takes_no_part_gets_no_requests(harburg, status) -> None:
    asked = join_request(harburg)
    organisation(HARBURG, status)
    with pytest.raises(TooLate):
        confirm_request(request=asked, organisation=harburg, now=timezone.now())
    assert open_requests(harburg) == []


def test_who_acts_for_it_already_only_logs_in(harburg, coordinator) -> None:
    asked = join_request(harburg, email=coordinator.email)
    with pytest.raises(AlreadyActing):
        confirm_request(request=asked, organisation=harburg, now=timezone.now())
    assert open_requests(harburg) == []


# --- Answering ----------------------------------------------------------------------------------


def test_an_accepted_request_is_an_invitation_as_staff(harburg, coordinator) -> None:
    asked = confirmed_request(harburg)
    mails()
    accept(coordinator, asked)
    asked.refresh_from_db()
    assert (asked.accepted, asked.decided_by) == (True, coordinator)
    made = Invitation.objects.get()
    assert (made.email, made.name, made.role, made.may_release) == (
        "f.frag@kreis.example", "Frauke Frag", Role.STAFF, False,
    )  # fmt: skip
    assert facts()[2:] == ["PersonInvited"]
    assert mails() == [
        ("f.frag@kreis.example", "Ihre Einladung zu Kreiswissen für Landkreis Harburg")
    ]


def test_a_declined_request_is_answered_by_mail(harburg, coordinator) -> None:
    asked = confirmed_request(harburg)
    mails()
    decline(coordinator, asked)
    assert mails() == [("f.frag@kreis.example", "Zu Ihrer Anfrage")]
    assert (Invitation.objects.count(), open_requests(harburg)) == (0, [])
    # She may ask again.
    assert len([confirmed_request(harburg)]) == len(open_requests(harburg)) == 1


def test_of_two_answers_at_once_one_counts(harburg, coordinator) -> None:
    deputy = person_of(harburg, Role.DEPUTY)
    asked = confirmed_request(harburg)
    seen_by_another = JoinRequest.objects.get(pk=asked.pk)
    accept(coordinator, asked)
    with pytest.raises(TooLate):
        decline(deputy, seen_by_another)
    with pytest.raises(TooLate):
        accept(deputy, seen_by_another)
    asked.refresh_from_db()
    assert (asked.accepted, asked.answer, asked.decided_by) == (True, "", coordinator)
    assert facts().count("JoinRequestDeclined") == 0


@pytest.mark.parametrize("who", ["staff", "coordinator of another county", "nobody", "inactive"])
def test_others_answer_nothing(harburg, who) -> None:
    asked = confirmed_request(harburg)
    actor = {
        "staff": lambda: person_of(harburg),
        "coordinator of another county": lambda: person_of(
            organisation(OSNABRUECK), Role.COORDINATOR
        ),
        "nobody": person,
        "inactive": lambda: person_of(harburg, Role.COORDINATOR),
    }[who]()
    if who == "inactive":
        User.objects.filter(pk=actor.pk).update(is_active=False)
        actor.refresh_from_db()
    for answer in (accept, decline):
        with pytest.raises(Refused):
            answer(actor, asked)
    asked.refresh_from_db()
    assert (asked.decided_at, Invitation.objects.count()) == (None, 0)


def test_a_suspended_organisation_answers_nobody(harburg, coordinator, moderator) -> None:
    asked = confirmed_request(harburg)
    organisation(HARBURG, Status.SUSPENDED)
    for actor in (coordinator, moderator):
        fresh = JoinRequest.objects.get(pk=asked.pk)
        with pytest.raises(Refused):
            accept(User.objects.get(pk=actor.pk), fresh)
    assert Invitation.objects.count() == 0


def test_an_invitation_answers_a_request_whoever_sends_it(harburg, coordinator) -> None:
    asked = confirmed_request(harburg)
    elsewhere = confirmed_request(organisation(OSNABRUECK))
    invitation(coordinator, harburg, asked.email)
    asked.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (asked.accepted, elsewhere.decided_at, open_requests(harburg)) == (True, None, [])


def test_who_joined_meanwhile_needs_no_invitation(harburg, coordinator) -> None:
    asked = confirmed_request(harburg)
    there = User.objects.create_user(asked.email, name="Frauke Frag")
    Membership.objects.create(user=there, organisation=harburg)
    accept(coordinator, asked)
    assert (open_requests(harburg), Invitation.objects.count()) == ([], 0)


# --- Mail domains -------------------------------------------------------------------------------


def test_a_known_domain_suggests_and_joins_nobody(harburg, coordinator) -> None:
    add_domain(actor=coordinator, organisation=harburg, domain="@Kreis.example")
    assert list(suggested_for("f.frag@kreis.example")) == [harburg]
    asked = join_request(None)
    confirm_request(request=asked, organisation=harburg, now=timezone.now())
    (seen,) = open_requests(harburg)
    assert seen.domain_known is True
    assert (Membership.objects.count(), Invitation.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "email",
    [
        "x@evil-kreis.example", "x@sub.kreis.example", "x@kreis.example.evil.example",
        "x@krеis.example", '"x@kreis.example"@evil.example', "x@example", "kreis.example", "",
    ],
)  # fmt: skip
def test_a_domain_that_looks_alike_suggests_nothing(harburg, coordinator, email) -> None:
    add_domain(actor=coordinator, organisation=harburg, domain="kreis.example")
    assert list(suggested_for(email)) == []


@pytest.mark.parametrize("status", ["suspended", "former"])
def test_a_domain_suggests_nobody_who_takes_no_part(harburg, coordinator, status) -> None:
    add_domain(actor=coordinator, organisation=harburg, domain="kreis.example")
    organisation(HARBURG, status)
    assert list(suggested_for("x@kreis.example")) == []


@pytest.mark.parametrize(
    ("domain", "why"),
    [("gmx.de", "jede Person"), ("me.gmx.de", "jede Person"), ("x", "keine Mail-Domain")],
)
def test_a_domain_that_says_nothing_is_refused(harburg, coordinator, domain, why) -> None:
    with pytest.raises(Refused, match=why):
        add_domain(actor=coordinator, organisation=harburg, domain=domain)
    assert domains_of(harburg).count() == 0


def test_a_domain_is_noted_once_and_there_is_a_bound(harburg, coordinator, monkeypatch) -> None:
    monkeypatch.setattr("portal.joining.rules.requests.MOST_DOMAINS", 2)
    for domain in ("a.example", "A.example."):
        add_domain(actor=coordinator, organisation=harburg, domain=domain)
    assert [one.domain for one in domains_of(harburg)] == ["a.example"]
    add_domain(actor=coordinator, organisation=harburg, domain="b.example")
    with pytest.raises(Refused, match="viele"):
        add_domain(actor=coordinator, organisation=harburg, domain="c.example")


def test_another_countys_coordinator_notes_and_removes_nothing(harburg, coordinator) -> None:
    stranger = person_of(organisation(OSNABRUECK), Role.COORDINATOR)
    noted = add_domain(actor=coordinator, organisation=harburg, domain="a.example")
    with pytest.raises(Refused):
        add_domain(actor=stranger, organisation=harburg, domain="b.example")
    with pytest.raises(Refused):
        remove_domain(actor=stranger, domain=noted)
    assert [one.domain for one in domains_of(harburg)] == ["a.example"]


# --- By the clock -------------------------------------------------------------------------------


def test_moderators_are_told_once_that_nobody_answers(harburg, coordinator, moderator) -> None:
    confirmed_request(harburg)
    mails()
    now = timezone.now()
    assert [escalate_requests(now + timedelta(days=days)) for days in (13, 15, 16)] == [0, 1, 0]
    assert mails() == [
        (moderator.email, "Niemand antwortet: Anfrage zum Mitwirken für Landkreis Harburg")
    ]


def test_an_answer_that_comes_first_is_heard(harburg, coordinator, moderator) -> None:
    asked = confirmed_request(harburg)
    mails()
    escalate_requests(timezone.now() + timedelta(days=15))
    accept(coordinator, asked)
    assert [to for to, _subject in mails()] == ["f.frag@kreis.example"]


def test_nobody_is_told_where_nobody_may_answer(harburg, moderator) -> None:
    confirmed_request(harburg)
    organisation(HARBURG, Status.SUSPENDED)
    assert escalate_requests(timezone.now() + timedelta(days=15)) == 0


def test_requests_are_forgotten(harburg, coordinator) -> None:
    now = timezone.now()
    join_request(harburg, email="nie@kreis.example")
    decline(coordinator, confirmed_request(harburg, email="abgelehnt@kreis.example"))
    confirmed_request(harburg, email="offen@kreis.example")
    left = []
    for days in (2, 4, 89, 91, 179, 181):
        forget_requests(now + timedelta(days=days))
        left.append(sorted(JoinRequest.objects.values_list("email", flat=True)))
    declined, never, unanswered = (f"{one}@kreis.example" for one in ("abgelehnt", "nie", "offen"))
    assert left == [
        [declined, never, unanswered],
        [declined, unanswered],
        [declined, unanswered],
        [unanswered],
        [unanswered],
        [],
    ]


def test_who_joins_by_the_invitation_is_staff(harburg, coordinator) -> None:
    accept(coordinator, confirmed_request(harburg))
    membership = join_with_new_account(
        invitation=Invitation.objects.get(),
        name="Frauke Frag",
        password="ein langer Satz über Landkreise",
        now=timezone.now(),
    )
    assert (membership.role, membership.organisation) == (Role.STAFF, harburg)


def test_words_are_cleaned(harburg) -> None:
    asked = ask_to_join(
        organisation=harburg, name=" Frauke \u202e Frag ", email="f@kreis.example",
        words="a\x07b\r\nc", language="de", now=timezone.now(),
    )  # fmt: skip
    assert (asked.name, asked.words) == ("Frauke Frag", "ab\nc")
