"""The pages of applications: for everybody, for who has the link, for who decides."""

import re
import time

import pytest
from django.core.signing import TimestampSigner, b62_encode
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.joining.actions.applications import open_vote
from portal.joining.forms import spam
from portal.joining.models import Applicant, MembershipApplication
from portal.joining.rules.states import State
from portal.members.models import Membership, Organisation, User
from tests.factories.joining import applicant, application
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person, person_of

pytestmark = pytest.mark.django_db

APPLY = "/mitmachen/"
DESK = "/mitmachen/antraege/"


@pytest.fixture
def harburg() -> Organisation:
    return organisation(HARBURG, Organisation.Status.NONE)


@pytest.fixture
def moderator() -> User:
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


@pytest.fixture
def coordinator() -> User:
    return person_of(organisation(OSNABRUECK), Membership.Role.COORDINATOR)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown_before(seconds: float) -> str:
    class Earlier(TimestampSigner):
        def timestamp(self) -> str:
            return b62_encode(int(time.time() - seconds))

    return Earlier(salt="portal.joining.spam").sign("form")


def filled_in(**changed: str) -> dict[str, str]:
    values = {
        "organisation": "Landkreis Harburg (03353)",
        "name": "Anja Antrag",
        "email": "A.Antrag@kreis.example",
        "unit": "Pressestelle",
        "why": "Wir fangen gerade an.",
        "homepage": "",
        "shown_at": shown_before(10),
    }
    return values | changed


def said(response) -> str:
    return response.content.decode().split("<main")[1].split("</main>")[0]


# --- Applying -----------------------------------------------------------------------------------


def test_everybody_applies_without_an_account(harburg) -> None:
    client = Client()
    assert "Landkreis Harburg (03353)" in said(client.get(APPLY))
    response = client.post(APPLY, filled_in())
    assert response["Location"] == "/mitmachen/gesendet/"
    written = Applicant.objects.get()
    assert (written.organisation, written.email) == (harburg, "a.antrag@kreis.example")
    page = client.get(reverse("joining:application-confirm", args=[written.confirmation_token]))
    assert "a.antrag@kreis.example" in said(page)
    # Programs that open the links of mails confirm nothing.
    assert MembershipApplication.objects.count() == 0
    client.post(reverse("joining:application-confirm", args=[written.confirmation_token]))
    assert MembershipApplication.objects.get().organisation == harburg


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("03353", True), ("landkreis harburg", True), ("Harburg", True),
        ("Osnabrück", False), ("Atlantis", False), ("a", False), ("\x00", False),
    ],
)  # fmt: skip
def test_a_county_is_found_as_people_write_it(typed, found) -> None:
    response = Client().post(APPLY, filled_in(organisation=typed))
    assert (response.status_code, Applicant.objects.count()) == ((302, 1) if found else (422, 0))


def test_names_that_repeat_are_answered_with_the_choice() -> None:
    page = said(Client().post(APPLY, filled_in(organisation="Osnabrück")))
    choice = re.search(r"Mehrere passen, bitte wählen Sie: ([^<]+)<", page)[1]
    assert sorted(re.findall(r"\d{5}", choice)) == ["03404", "03459"]
    assert "Wir fangen gerade an." in page


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"homepage": "https://spam.example"}, "lassen Sie das letzte Feld leer"),
        ({"shown_at": "x"}, "Bitte senden Sie noch einmal"),
        ({"name": "Аnja"}, "Alphabete"),
        ({"name": "\u200b"}, "Bitte geben Sie Ihren Namen ein."),
        ({"why": "\u200b \x01"}, "Bitte schreiben Sie etwas."),
        ({"email": "a@b"}, "E-Mail"),
        ({"why": "x" * 2001}, "2000"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(harburg, changed, answer) -> None:
    response = Client().post(APPLY, filled_in(**changed))
    assert (response.status_code, Applicant.objects.count()) == (422, 0)
    assert answer in said(response)
    assert "Landkreis Harburg (03353)" in said(response)


def test_programs_are_too_quick_and_people_send_again(harburg, monkeypatch) -> None:
    client = Client()
    # Long enough that no slow machine passes for a person.
    monkeypatch.setattr(spam, "FASTEST_SECONDS", 3_000)
    page = said(client.post(APPLY, filled_in(shown_at=shown_before(1))))
    assert "Bitte warten Sie einen Augenblick" in page
    stale = said(client.post(APPLY, filled_in(shown_at=shown_before(90_000))))
    anew = re.search(r'name="shown_at" value="([^"]+)"', stale)[1]
    monkeypatch.setattr(spam, "FASTEST_SECONDS", -1)
    assert client.post(APPLY, filled_in(shown_at=anew)).status_code == 302


def test_nobody_floods_a_mailbox(harburg) -> None:
    answers = [Client().post(APPLY, filled_in()).status_code for _time in range(4)]
    assert answers == [302, 302, 302, 429]
    assert Applicant.objects.count() == 3


def test_a_members_colleague_is_shown_the_way() -> None:
    organisation(HARBURG)
    response = Client().post(APPLY, filled_in())
    assert "bereits Mitglied" in said(response)


@pytest.mark.parametrize("status", ["none", "applicant", "suspended", "former"])
def test_the_form_does_not_tell_what_only_members_know(status) -> None:
    organisation(HARBURG, status)
    assert Client().post(APPLY, filled_in())["Location"] == "/mitmachen/gesendet/"


# --- The secret page ----------------------------------------------------------------------------


def test_who_has_the_link_sees_where_it_stands(harburg, moderator) -> None:
    application(harburg)
    application(harburg, email="b.zweit@kreis.example", name="Bert Zweit")
    first = Applicant.objects.get(email="a.antrag@kreis.example")
    page = said(Client().get(reverse("joining:application-status", args=[first.status_token])))
    assert ("Wir fangen gerade an." in page, "Bert Zweit" in page) == (True, False)
    assert "b.zweit@kreis.example" not in page


@pytest.mark.parametrize("name", ["application-status", "application-withdraw"])
def test_a_forged_link_is_none(harburg, name) -> None:
    unconfirmed = applicant(harburg)
    for token in ("x", unconfirmed.status_token, unconfirmed.confirmation_token):
        assert Client().get(reverse(f"joining:{name}", args=[token])).status_code == 404


def test_applicants_answer_and_withdraw_on_their_page(harburg, moderator) -> None:
    one = application(harburg)
    logged_in(moderator).post(f"{DESK}{one.key}/rueckfrage/", {"text": "Wer wäre da?"})
    token = one.applicants.get().status_token
    client, answer = Client(), reverse("joining:application-answer", args=[token])
    page = said(client.get(reverse("joining:application-status", args=[token])))
    assert ("Wer wäre da?" in page, "Mona Moderation" in page) == (True, False)
    assert client.post(answer, {"text": " "}).status_code == 422
    client.post(answer, {"text": "Ich."})
    late = client.post(answer, {"text": "Und noch etwas."})
    assert (late.status_code, "Und noch etwas." in said(late)) == (409, False)
    client.post(reverse("joining:application-withdraw", args=[token]))
    one.refresh_from_db()
    assert one.state == State.WITHDRAWN


# --- The desk -----------------------------------------------------------------------------------


def test_the_desk_is_for_those_who_decide(harburg, moderator, coordinator) -> None:
    one = application(harburg)
    people = [
        moderator, coordinator, person_of(organisation(OSNABRUECK)),
        person_of(organisation(PLOEN, "guest"), Membership.Role.COORDINATOR),
    ]  # fmt: skip
    seen = [
        [logged_in(who).get(url).status_code for url in (DESK, f"{DESK}{one.key}/")]
        for who in people
    ]
    assert seen == [[200, 200], [200, 404], [404, 404], [404, 404]]
    assert Client().get(DESK).status_code == 302


def test_a_moderator_admits_in_two_steps(harburg, moderator) -> None:
    one = application(harburg)
    client, page = logged_in(moderator), f"{DESK}{one.key}/aufnehmen/"
    assert "a.antrag@kreis.example" in said(client.get(page))
    assert client.post(page, {"lead": "999999"}).status_code == 422
    client.post(page, {"lead": one.applicants.get().pk, "text": ""})
    again = client.post(page, {"lead": one.applicants.get().pk, "text": ""}, follow=True)
    assert "Jemand war schneller" in again.content.decode()
    assert Organisation.objects.get(ags=HARBURG).status == Organisation.Status.MEMBER


@pytest.mark.parametrize("decision", ["rueckfrage", "aufnehmen", "abstimmung", "gast", "ablehnen"])
def test_voters_decide_nothing_alone(harburg, moderator, coordinator, decision) -> None:
    one = application(harburg)
    open_vote(actor=moderator, application=one, lead=one.applicants.get(), now=timezone.now())
    client, page = logged_in(coordinator), f"{DESK}{one.key}/{decision}/"
    values = {"lead": one.applicants.get().pk, "text": "Ja.", "until": timezone.localdate()}
    assert [client.get(page).status_code, client.post(page, values).status_code] == [403, 403]
    one.refresh_from_db()
    assert one.state == State.VOTING


def test_a_coordinator_votes_without_seeing_who_applies(harburg, moderator, coordinator) -> None:
    one = application(harburg)
    open_vote(actor=moderator, application=one, lead=one.applicants.get(), now=timezone.now())
    client, url = logged_in(coordinator), f"{DESK}{one.key}/"
    page = said(client.get(url))
    assert ("Wir fangen gerade an." in page, "Soll dieser Landkreis" in page) == (True, True)
    assert ("Anja Antrag" in page, "a.antrag@kreis.example" in page) == (False, False)
    client.post(f"{url}stimme/landkreis-osnabrueck/", {"choice": "vielleicht"})
    assert one.votes.count() == 0
    stranger = client.post(f"{url}stimme/landkreis-harburg/", {"choice": "yes"})
    assert (stranger.status_code, one.votes.count()) == (403, 0)
    client.post(f"{url}stimme/landkreis-osnabrueck/", {"choice": "yes"})
    assert [cast.choice for cast in one.votes.all()] == ["yes"]


def test_unknown_decisions_are_no_pages(harburg, moderator) -> None:
    one = application(harburg)
    assert logged_in(moderator).get(f"{DESK}{one.key}/adeln/").status_code == 404


def test_the_desk_takes_the_same_queries_for_one_and_for_ten(moderator) -> None:
    client = logged_in(moderator)
    counts = []
    for batch in (["03353"], [f"0335{n}" for n in (1, 2, 4, 5, 6, 7, 8, 9)]):
        for ags in batch:
            application(organisation(ags, "none"), email=f"{ags}@kreis.example")
        client.get(DESK)
        with CaptureQueriesContext(connection) as queries:
            client.get(DESK)
        counts.append(len(queries))
    assert counts == [counts[0], counts[0]]
    assert counts[0] <= 8
