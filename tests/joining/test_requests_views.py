"""The pages of requests to join: for who asks, for who answers, for who may not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.joining.actions.requests import add_domain, decline_request
from portal.joining.forms import spam
from portal.joining.models import Invitation, JoinRequest
from portal.joining.queries.requests import domains_of
from portal.members.models import Membership, Organisation, User
from tests.factories.joining import confirmed_request, join_request
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of
from tests.joining.test_applications_views import said, shown_before

pytestmark = pytest.mark.django_db

ASK = "/mitmachen/anfrage/"
Role = Membership.Role


@pytest.fixture
def harburg() -> Organisation:
    return organisation(HARBURG)


@pytest.fixture
def coordinator(harburg: Organisation) -> User:
    return person_of(harburg, Role.COORDINATOR, "Karla Koordination")


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled_in(**changed: str) -> dict[str, str]:
    values = {
        "organisation": "landkreis-harburg",
        "name": "Frauke Frag",
        "email": "F.Frag@kreis.example",
        "words": "Ich bin neu in der Pressestelle.",
        "homepage": "",
        "shown_at": shown_before(10),
    }
    return values | changed


def team(name: str, *more: object, slug: str = "landkreis-harburg") -> str:
    return reverse(f"joining:{name}", args=[slug, *more])


def confirmation(asked: JoinRequest) -> str:
    return reverse("joining:request-confirm", args=[asked.token])


# --- Asking -------------------------------------------------------------------------------------


def test_from_the_form_to_the_coordinators_page(harburg, coordinator) -> None:
    client = Client()
    assert "Landkreis Harburg" in said(client.get(f"{ASK}?kreis=landkreis-harburg"))
    assert client.post(ASK, filled_in())["Location"] == "/mitmachen/anfrage/gesendet/"
    asked = JoinRequest.objects.get()
    link = confirmation(asked)
    # Programs that open the links of mails confirm nothing.
    assert "f.frag@kreis.example" in said(client.get(link))
    assert "Frauke Frag" not in said(logged_in(coordinator).get(team("people")))
    sent = client.post(link, {"organisation": "landkreis-harburg"})
    assert "Ihre Anfrage ist unterwegs" in said(sent)
    page = said(logged_in(coordinator).get(team("people")))
    assert ("Frauke Frag" in page, "Adresse hier unbekannt" in page) == (True, True)


def test_who_is_offered_are_those_who_take_part(harburg) -> None:
    organisation(OSNABRUECK, "suspended")
    choices = Client().get(ASK).context["form"].fields["organisation"].queryset
    assert list(choices) == [harburg]


def test_everybody_gets_the_same_answer(harburg) -> None:
    there = person_of(harburg)
    answers = [
        Client().post(ASK, filled_in(email=email)) for email in (there.email, "neu@kreis.example")
    ]
    assert [(one.status_code, one["Location"]) for one in answers] == [
        (302, "/mitmachen/anfrage/gesendet/")
    ] * 2
    assert JoinRequest.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"homepage": "https://spam.example"}, "lassen Sie das letzte Feld leer"),
        ({"shown_at": "x"}, "Bitte senden Sie noch einmal"),
        ({"name": "Frаuke"}, "Alphabete"),
        ({"name": "\u200b"}, "Bitte geben Sie Ihren Namen ein."),
        ({"words": "\u200b \x01"}, "Bitte schreiben Sie etwas."),
        ({"words": "x" * 1001}, "1000"),
        ({"email": "a@b"}, "E-Mail"),
        ({"organisation": "landkreis-osnabrueck"}, "gültig"),
        ({"organisation": "\x00"}, "Nullzeichen"),
    ],
)
def test_what_is_wrong_is_said(harburg, changed, answer) -> None:
    response = Client().post(ASK, filled_in(**changed))
    assert (response.status_code, JoinRequest.objects.count()) == (422, 0)
    assert answer in said(response)


def test_programs_are_too_quick(harburg, monkeypatch) -> None:
    monkeypatch.setattr(spam, "FASTEST_SECONDS", 3_000)
    response = Client().post(ASK, filled_in(shown_at=shown_before(1)))
    assert (response.status_code, JoinRequest.objects.count()) == (422, 0)
    assert "Bitte warten Sie einen Augenblick" in said(response)


def test_nobody_floods_a_mailbox(harburg) -> None:
    answers = [Client().post(ASK, filled_in()).status_code for _time in range(4)]
    assert answers == [302, 302, 302, 429]
    assert JoinRequest.objects.count() == 3


# --- Confirming ---------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["x", "a:b:c", "ImE:1tb:xyz", "%00", "🦊"])
def test_a_made_up_link_is_gone(token) -> None:
    assert Client().get(f"{ASK}{token}/").status_code == 410


def test_a_link_is_good_for_its_request_only(harburg) -> None:
    asked = join_request(harburg)
    invitation_link = reverse("joining:invitation-accept", args=[asked.token])
    assert Client().get(invitation_link).status_code == 410
    forged = asked.token[:-1] + ("a" if asked.token[-1] != "a" else "b")
    assert Client().post(f"{ASK}{forged}/").status_code == 410


def test_a_late_link_is_gone(harburg) -> None:
    asked = join_request(harburg)
    JoinRequest.objects.update(created_at=timezone.now() - timedelta(days=4))
    answers = [Client().get(confirmation(asked)), Client().post(confirmation(asked))]
    assert [one.status_code for one in answers] == [410, 410]


def test_a_replayed_link_changes_nothing(harburg, coordinator) -> None:
    asked = confirmed_request(harburg)
    again = Client().post(confirmation(asked), {"organisation": "landkreis-harburg"})
    assert (again.status_code, "unterwegs" in said(again)) == (200, True)
    decline_request(actor=coordinator, request=asked, answer="Nein.", now=timezone.now())
    assert Client().post(confirmation(asked)).status_code == 410
    assert JoinRequest.objects.open().count() == 0


def test_who_chose_nothing_is_offered_what_the_domain_suggests(harburg, coordinator) -> None:
    osnabrueck = organisation(OSNABRUECK)
    add_domain(actor=coordinator, organisation=harburg, domain="kreis.example")
    asked = join_request(None)
    page = Client().get(confirmation(asked))
    assert list(page.context["choices"]) == [harburg]
    assert "checked" in said(page)
    # A county that was not offered is none that can be chosen.
    crafted = Client().post(confirmation(asked), {"organisation": osnabrueck.slug})
    assert (crafted.status_code, JoinRequest.objects.open().count()) == (422, 0)
    Client().post(confirmation(asked), {"organisation": harburg.slug})
    assert [one.organisation for one in JoinRequest.objects.open()] == [harburg]


def test_of_several_none_is_chosen_for_her(harburg, coordinator) -> None:
    osnabrueck = organisation(OSNABRUECK)
    theirs = person_of(osnabrueck, Role.COORDINATOR)
    for actor, of in ((coordinator, harburg), (theirs, osnabrueck)):
        add_domain(actor=actor, organisation=of, domain="kreis.example")
    page = Client().get(confirmation(join_request(None)))
    assert (len(page.context["choices"]), "checked" in said(page)) == (2, False)


def test_an_unknown_domain_leads_on(harburg) -> None:
    page = said(Client().get(confirmation(join_request(None))))
    assert ('href="/mitmachen/"' in page, f'href="{ASK}"' in page) == (True, True)


def test_a_county_chosen_is_not_exchanged_for_another(harburg) -> None:
    organisation(OSNABRUECK)
    asked = join_request(harburg)
    crafted = Client().post(confirmation(asked), {"organisation": "landkreis-osnabrueck"})
    assert (crafted.status_code, JoinRequest.objects.open().count()) == (422, 0)


def test_a_county_suspended_meanwhile_is_gone(harburg) -> None:
    asked = join_request(harburg)
    organisation(HARBURG, "suspended")
    answers = [Client().get(confirmation(asked)), Client().post(confirmation(asked))]
    assert [one.status_code for one in answers] == [410, 410]


def test_a_colleague_is_sent_to_the_login(harburg, coordinator) -> None:
    asked = join_request(harburg, email=coordinator.email)
    answer = Client().post(confirmation(asked), {"organisation": "landkreis-harburg"})
    assert answer["Location"] == "/konto/login/"


# --- Answering ----------------------------------------------------------------------------------


def test_a_coordinator_invites_or_declines(harburg, coordinator) -> None:
    client = logged_in(coordinator)
    first, second = confirmed_request(harburg), confirmed_request(harburg, email="b@kreis.example")
    client.post(team("request-accept", first.key))
    assert [one.email for one in Invitation.objects.all()] == [first.email]
    page = team("request-decline", second.key)
    assert client.get(page).status_code == 200
    assert client.post(page, {"text": " "}).status_code == 422
    client.post(page, {"text": "Bitte fragen Sie Ihre Leitung."})
    second.refresh_from_db()
    assert (second.accepted, second.answer) == (False, "Bitte fragen Sie Ihre Leitung.")
    again = client.post(team("request-accept", second.key), follow=True)
    assert "Inzwischen hat schon jemand geantwortet." in again.content.decode()
    late = client.post(page, {"text": "Noch einmal."}, follow=True)
    assert "Inzwischen hat schon jemand geantwortet." in late.content.decode()
    assert Invitation.objects.count() == 1


def test_nothing_is_invited_by_a_link(harburg, coordinator) -> None:
    asked = confirmed_request(harburg)
    assert logged_in(coordinator).get(team("request-accept", asked.key)).status_code == 405


def test_another_countys_coordinator_finds_nothing(harburg) -> None:
    asked = confirmed_request(harburg)
    stranger = logged_in(person_of(organisation(OSNABRUECK), Role.COORDINATOR))
    own = "landkreis-osnabrueck"
    answers = [
        stranger.post(team("request-accept", asked.key)),
        stranger.get(team("request-decline", asked.key)),
        stranger.post(team("request-decline", asked.key), {"text": "Nein."}),
        # Her own county's address with the other one's request.
        stranger.post(team("request-accept", asked.key, slug=own)),
        stranger.post(team("request-decline", asked.key, slug=own), {"text": "Nein."}),
        stranger.get(team("domains")),
        stranger.post(team("domains"), {"domain": "evil.example"}),
    ]
    assert [one.status_code for one in answers] == [404] * 7
    asked.refresh_from_db()
    assert (asked.decided_at, Invitation.objects.count()) == (None, 0)
    assert domains_of(harburg).count() == 0


def test_staff_see_no_requests_and_answer_none(harburg) -> None:
    asked = confirmed_request(harburg)
    client = logged_in(person_of(harburg))
    assert "Frauke Frag" not in said(client.get(team("people")))
    answers = [
        client.post(team("request-accept", asked.key)),
        client.get(team("request-decline", asked.key)),
        client.get(team("domains")),
        client.post(team("domains"), {"domain": "kreis.example"}),
    ]
    assert [one.status_code for one in answers] == [403] * 4
    assert Invitation.objects.count() == 0


def test_an_unconfirmed_request_is_nowhere(harburg, coordinator) -> None:
    asked = join_request(harburg)
    client = logged_in(coordinator)
    assert "Frauke Frag" not in said(client.get(team("people")))
    answers = [
        client.post(team("request-accept", asked.key)),
        client.get(team("request-decline", asked.key)),
    ]
    assert [one.status_code for one in answers] == [404, 404]


@pytest.mark.parametrize("role", ["coordinator", "moderator"])
def test_nobody_answers_for_a_suspended_organisation(harburg, coordinator, role) -> None:
    asked = confirmed_request(harburg)
    organisation(HARBURG, "suspended")
    client = logged_in(
        coordinator if role == "coordinator" else person("Mona", User.PlatformRole.MODERATOR)
    )
    expected = 404 if role == "coordinator" else 403
    assert client.post(team("request-accept", asked.key)).status_code == expected
    assert Invitation.objects.count() == 0


def test_nobody_learns_of_requests_by_a_wrong_method_or_without_a_login(harburg) -> None:
    asked = confirmed_request(harburg)
    answer = Client().post(team("request-accept", asked.key))
    assert (answer.status_code, answer["Location"].startswith("/konto/login/")) == (302, True)


# --- Mail domains -------------------------------------------------------------------------------


def test_a_coordinator_keeps_domains(harburg, coordinator) -> None:
    client, page = logged_in(coordinator), team("domains")
    assert "Noch ist keine Domain eingetragen." in said(client.get(page))
    refused = client.post(page, {"domain": "gmx.de"})
    assert (refused.status_code, "jede Person" in said(refused)) == (422, True)
    client.post(page, {"domain": "Müller.example"})
    (noted,) = domains_of(harburg)
    assert noted.domain in said(client.get(page))
    confirmed_request(harburg, email="x@müller.example")
    assert "Adresse passt" in said(client.get(team("people")))
    client.post(team("domain-remove", noted.pk))
    assert domains_of(harburg).count() == 0


def test_another_countys_domain_is_not_removed(harburg, coordinator) -> None:
    noted = add_domain(actor=coordinator, organisation=harburg, domain="kreis.example")
    stranger = logged_in(person_of(organisation(OSNABRUECK), Role.COORDINATOR))
    own = team("domain-remove", noted.pk, slug="landkreis-osnabrueck")
    answers = [stranger.post(team("domain-remove", noted.pk)), stranger.post(own)]
    assert [one.status_code for one in answers] == [404, 404]
    assert logged_in(person_of(harburg)).post(team("domain-remove", noted.pk)).status_code == 403
    assert domains_of(harburg).count() == 1


@pytest.mark.parametrize("rows", [1, 10])
def test_requests_take_the_same_queries_for_many(harburg, coordinator, rows) -> None:
    for number in range(rows):
        confirmed_request(harburg, email=f"p{number}@kreis.example")
        add_domain(actor=coordinator, organisation=harburg, domain=f"d{number}.example")
    client = logged_in(coordinator)
    counted = []
    for page in ("people", "domains"):
        client.get(team(page))
        with CaptureQueriesContext(connection) as queries:
            client.get(team(page))
        counted.append(len(queries))
    # Domains: the session, who asks and her roles, the organisation, the domains.
    assert counted == [18, 5]
