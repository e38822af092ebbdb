"""The pages of an organisation's people: each as those who may, and as those who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.joining.actions.people import revoke_invitation
from portal.joining.models import Invitation
from portal.members.actions import create_token
from portal.members.models import Membership, Organisation, User
from tests.factories.joining import invitation
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of

pytestmark = pytest.mark.django_db

PASSWORD = "ein langer Satz über Landkreise"


@pytest.fixture
def osnabrueck() -> Organisation:
    return organisation(OSNABRUECK)


@pytest.fixture
def coordinator(osnabrueck: Organisation) -> User:
    return person_of(osnabrueck, Membership.Role.COORDINATOR, "Karla Koordination")


@pytest.fixture
def staff(osnabrueck: Organisation) -> User:
    return person_of(osnabrueck, Membership.Role.STAFF, "Stefan Stab")


def url(name: str, *more: object) -> str:
    return reverse(f"joining:{name}", args=["landkreis-osnabrueck", *more])


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_coordinators_see_who_is_invited_and_staff_do_not(coordinator, staff, osnabrueck) -> None:
    invitation(coordinator, osnabrueck)
    shown = {
        who.name: logged_in(who).get(url("people")).content.decode() for who in (coordinator, staff)
    }
    for page in shown.values():
        assert ("Karla Koordination" in page, "Stefan Stab" in page) == (True, True)
    seen = ["neu@kreis.example" in page for page in shown.values()]
    assert seen == [True, False]


@pytest.mark.parametrize("page", ["people", "invite", "leave"])
def test_strangers_find_nothing(page, coordinator) -> None:
    stranger = person_of(organisation(HARBURG), Membership.Role.COORDINATOR)
    assert logged_in(stranger).get(url(page)).status_code == 404
    assert Client().get(url(page)).status_code == 302


@pytest.mark.parametrize("status", ["suspended", "former"])
def test_who_takes_no_part_any_more_can_leave_and_no_more(coordinator, staff, status) -> None:
    organisation(OSNABRUECK, status)
    client = logged_in(staff)
    assert [client.get(url(page)).status_code for page in ("people", "invite")] == [404, 404]
    client.post(url("leave"), {"successor": ""})
    assert staff.memberships.count() == 0


def test_another_countys_coordinator_changes_nothing(coordinator, staff, osnabrueck) -> None:
    made = invitation(coordinator, osnabrueck)
    stranger = logged_in(person_of(organisation(HARBURG), Membership.Role.COORDINATOR))
    theirs = staff.memberships.get().pk
    answers = [
        stranger.post(url("invitation-revoke", made.key)),
        stranger.post(url("invitation-again", made.key)),
        stranger.post(url("member-change", theirs), {"role": "coordinator"}),
        stranger.post(url("member-remove", theirs)),
        # Her own organisation's address with our person and invitation.
        stranger.post(reverse("joining:member-remove", args=["landkreis-harburg", theirs])),
        stranger.post(reverse("joining:invitation-revoke", args=["landkreis-harburg", made.key])),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    made.refresh_from_db()
    assert (made.revoked_at, staff.memberships.get().role) == (None, "staff")


def test_staff_are_told_who_does_it(staff, coordinator) -> None:
    client = logged_in(staff)
    own = staff.memberships.get().pk
    assert client.get(url("invite")).status_code == 403
    assert client.post(url("member-change", own), {"role": "coordinator"}).status_code == 403
    assert staff.memberships.get().role == "staff"


def test_a_list_is_checked_before_anything_is_sent(coordinator) -> None:
    client = logged_in(coordinator)
    file = SimpleUploadedFile(
        "team.csv",
        "E-Mail;Name;Rolle\nnele@kreis.example;Nele Groß;Stellvertretung\nkaputt;Ohne At\n"
        "nele@kreis.example;Noch einmal\nolaf@kreis.example;Olaf;König\n".encode("cp1252"),
    )
    page = client.post(url("invite"), {"people": "", "file": file})
    rows = [(row.number, row.name, bool(row.error)) for row in page.context["form"].rows]
    assert rows == [
        (2, "Nele Groß", False), (3, "Ohne At", True), (4, "Noch einmal", True), (5, "Olaf", True),
    ]  # fmt: skip
    assert Invitation.objects.count() == 0
    sent = client.post(
        url("invite"), {"people": page.context["form"].text, "confirmed": "1"}, follow=True
    )
    assert "1 Einladung ist unterwegs." in sent.content.decode()
    made = Invitation.objects.get()
    assert (made.email, made.name, made.role) == ("nele@kreis.example", "Nele Groß", "deputy")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "mindestens eine E-Mail-Adresse"),
        ("\n".join(f"p{number}@kreis.example" for number in range(101)), "höchstens 100 Personen"),
    ],
)
def test_a_list_has_bounds(coordinator, text, message) -> None:
    answer = logged_in(coordinator).post(url("invite"), {"people": text, "confirmed": "1"})
    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert Invitation.objects.count() == 0


def test_somebody_new_joins_by_the_link_and_is_logged_in(coordinator, osnabrueck) -> None:
    made = invitation(coordinator, osnabrueck)
    link = reverse("joining:invitation-accept", args=[made.token])
    client = Client()
    page = client.get(link)
    assert (page.status_code, made.email in page.content.decode()) == (200, True)
    assert client.post(link, {"name": "Nele", "password": "kurz"}).status_code == 422
    session_before = client.session.session_key
    answer = client.post(link, {"name": "Nele Neu", "password": PASSWORD, "role": "coordinator"})
    assert (answer.status_code, answer["Location"]) == (302, "/uebersicht/")
    nele = User.objects.get(email=made.email)
    assert (nele.memberships.get().role, client.session["_auth_user_id"]) == ("staff", str(nele.pk))
    assert client.session.session_key != session_before
    # Replayed, by her and by a stranger.
    assert [client.post(link).status_code, Client().get(link).status_code] == [410, 410]


def test_a_forwarded_link_is_explained(coordinator, osnabrueck) -> None:
    link = reverse("joining:invitation-accept", args=[invitation(coordinator, osnabrueck).token])
    other = person()
    answer = logged_in(other).post(link, {"name": "Otto", "password": PASSWORD})
    assert (answer.status_code, other.email in answer.content.decode()) == (403, True)
    assert other.memberships.count() == 0


def test_the_owner_of_an_account_logs_in_first(coordinator, osnabrueck) -> None:
    there = person()
    made = invitation(coordinator, osnabrueck, there.email)
    link = reverse("joining:invitation-accept", args=[made.token])
    page = Client().post(link, {"name": "Böse", "password": PASSWORD})
    assert "melden Sie sich an" in page.content.decode()
    assert there.memberships.count() == 0
    client = logged_in(there)
    assert client.get(link).status_code == 200
    assert there.memberships.count() == 0
    client.post(link)
    assert there.memberships.get().organisation == osnabrueck


@pytest.mark.parametrize("token", ["x", "a:b:c", "ImE:1tb:xyz", "%00", "🦊"])
def test_a_made_up_link_is_gone(token) -> None:
    assert Client().get(f"/einladung/{token}/").status_code == 410


def test_a_revoked_link_is_gone(coordinator, osnabrueck) -> None:
    made = invitation(coordinator, osnabrueck)
    revoke_invitation(actor=coordinator, invitation=made, now=timezone.now())
    assert Client().get(reverse("joining:invitation-accept", args=[made.token])).status_code == 410


def test_whoever_is_removed_is_out_at_once_everywhere(coordinator, staff) -> None:
    open_tab = logged_in(staff)
    _token, secret = create_token(actor=staff, label="x", valid_days=1, now=timezone.now())
    bearer = {"Authorization": f"Bearer {secret}"}
    question = {"title": "Was kostet ein Redaktionsplan?", "body": "Wir fragen.", "key": "a" * 32,
                "addressed_to_all": "on", "visibility": "county"}  # fmt: skip
    open_tab.post(reverse("forum:question-ask"), question)

    def seen() -> tuple[int, int, int]:
        return (
            open_tab.get(reverse("forum:question-list")).content.decode().count("Redaktionsplan"),
            Client().get("/api/v1/questions", headers=bearer).json()["total"],
            open_tab.get(url("people")).status_code,
        )

    assert seen()[1:] == (1, 200)
    remove = url("member-remove", staff.memberships.get().pk)
    logged_in(coordinator).post(remove, {"successor": coordinator.pk})
    assert seen() == (0, 0, 404)
    assert open_tab.post(reverse("forum:question-ask"), question).status_code == 403


def test_the_last_coordinator_is_asked_who_takes_over(coordinator, staff) -> None:
    client = logged_in(coordinator)
    asked = client.post(url("leave"), {"successor": ""})
    assert (asked.status_code, "wer übernimmt" in asked.content.decode()) == (422, True)
    client.post(url("leave"), {"successor": staff.pk})
    assert (staff.memberships.get().role, coordinator.memberships.count()) == ("coordinator", 0)


@pytest.mark.parametrize("rows", [1, 10])
def test_the_list_takes_the_same_queries_for_many(coordinator, osnabrueck, rows) -> None:
    for number in range(rows):
        person_of(osnabrueck, name=f"Person {number}")
        invitation(coordinator, osnabrueck, f"p{number}@kreis.example")
    client = logged_in(coordinator)
    client.get(url("people"))
    with CaptureQueriesContext(connection) as queries:
        client.get(url("people"))
    # The session, who asks and her roles, the organisation; then one each for people, domains,
    # requests, invitations and the log, and for each kind of what she looks after: questions,
    # case studies, guidelines, news.
    assert len(queries) == 18
