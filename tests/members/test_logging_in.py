"""Attacks on logging in: who has an account, fixed sessions, redirects elsewhere, guessing."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.members.actions import change_person, create_token
from portal.members.models import User
from portal.notifications.allauth import AccountAdapter
from tests.factories.members import administrator, organisation, person, person_of
from tests.mailbox import received

pytestmark = pytest.mark.django_db

PASSWORD = "ein-langes-passwort"
UNKNOWN = "niemand@kreis.example"


@pytest.fixture
def maren() -> User:
    user = person_of(organisation())
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(client: Client, user: User, password: str = PASSWORD, then: str = "", **extra: str):
    values = {"login": user.email, "password": password, "next": then}
    return client.post("/konto/login/", values, **extra)


def said(response) -> str:
    """The page without what differs between any two requests."""
    return re.sub(r'(csrfmiddlewaretoken" value|value)="[^"]*"', "", response.content.decode())


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(maren: User) -> None:
    answers = {
        said(Client().post("/konto/login/", {"login": login, "password": "falsch-falsch"}))
        for login in (maren.email, UNKNOWN)
    }
    assert len(answers) == 1


def test_and_hashes_as_many_passwords(maren: User, monkeypatch) -> None:
    """Hashing is what takes time: an unknown address must not be told by a quicker answer."""
    hashed: list[str] = []
    for way in ("encode", "verify"):
        original = getattr(Argon2PasswordHasher, way)
        monkeypatch.setattr(
            Argon2PasswordHasher, way,
            lambda *args, original=original: (hashed.append("once"), original(*args))[1],
        )  # fmt: skip
    counted = []
    for login in (maren.email, UNKNOWN):
        Client().post("/konto/login/", {"login": login, "password": "falsch-falsch"})
        counted.append(len(hashed))
        hashed.clear()
    assert counted == [1, 1]


def test_a_reset_for_an_unknown_address_gets_the_same_answer_and_no_mail(maren: User) -> None:
    path = reverse("account_reset_password")
    answers = [Client().post(path, {"email": email}) for email in (maren.email, UNKNOWN)]
    assert [(one.status_code, one["Location"]) for one in answers] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    assert [message.to for message in received()] == [[maren.email]]


def test_a_reset_renders_a_mail_for_both(maren: User, monkeypatch) -> None:
    made = []
    render = AccountAdapter.render_mail

    def counting(adapter: AccountAdapter, *args, **options):
        made.append(args[0])
        return render(adapter, *args, **options)

    monkeypatch.setattr(AccountAdapter, "render_mail", counting)
    path = reverse("account_reset_password")
    for email in (maren.email, UNKNOWN):
        Client().post(path, {"email": email})
    assert made == ["account/email/password_reset_key"] * 2


def test_an_address_of_somebody_else_is_accepted_and_never_confirmed(maren: User) -> None:
    other = person(password=PASSWORD)
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    answers = []
    for email in (other.email, UNKNOWN):
        client = Client()
        log_in(client, maren)
        client.post("/konto/reauthenticate/", {"password": PASSWORD})
        answers.append(client.post("/konto/email/", {"email": email, "action_add": ""}))
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/konto/email/")] * 2
    for message in received():
        for link in re.findall(r"testserver(/konto/confirm-email/\S+)", message.body):
            if message.to == [other.email]:
                Client().post(link)
    maren.refresh_from_db()
    other.refresh_from_db()
    assert maren.email != other.email
    assert EmailAddress.objects.get(email=other.email, verified=True).user == other


def test_signing_up_is_closed_for_everybody(maren: User) -> None:
    for email in (maren.email, UNKNOWN):
        response = Client().post(
            "/konto/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD}
        )
        assert b"signup" not in response.content.split(b"<main")[1].split(b"</main>")[0]
    assert not User.objects.filter(email=UNKNOWN).exists()
    assert received() == []


def test_the_session_before_the_login_is_worth_nothing_after_it(maren: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    log_in(client, maren)
    assert client.cookies["sessionid"].value != before
    attacker = Client()
    attacker.cookies["sessionid"] = before
    assert attacker.get("/konto/").status_code == 302
    assert not Session.objects.filter(session_key=before).exists()


def test_a_changed_password_ends_all_other_sessions(maren: User) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        log_in(client, maren)
    new = "noch-ein-langes-passwort"
    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert here.get("/konto/").status_code == 200
    assert elsewhere.get("/konto/").status_code == 302


def test_one_logs_out_everywhere_else(maren: User) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        log_in(client, maren)
    assert UserSession.objects.filter(user=maren).count() == 2
    here.post(reverse("usersessions_list"))
    assert here.get("/konto/").status_code == 200
    assert elsewhere.get("/konto/").status_code == 302


def test_who_is_switched_off_is_out_at_once(maren: User) -> None:
    client = Client()
    log_in(client, maren)
    _token, secret = create_token(actor=maren, label="x", valid_days=1, now=timezone.now())
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/organisations", headers=headers).status_code == 200
    change_person(actor=administrator(), person=maren, name=maren.name, is_active=False)
    assert client.get("/konto/").status_code == 302
    assert Client().get("/api/v1/organisations", headers=headers).status_code == 401
    assert log_in(Client(), maren)["Location"] == "/konto/inactive/"
    Client().post(reverse("account_reset_password"), {"email": maren.email})
    assert received() == []


def test_a_switched_off_account_is_told_to_its_owner_only(maren: User) -> None:
    User.objects.filter(pk=maren.pk).update(is_active=False)
    wrong = Client().post("/konto/login/", {"login": maren.email, "password": "falsch-falsch"})
    unknown = Client().post("/konto/login/", {"login": UNKNOWN, "password": "falsch-falsch"})
    assert said(wrong) == said(unknown)


@pytest.mark.parametrize(
    "target",
    ["https://boese.example/", "//boese.example/", "/\\boese.example", "javascript:alert(1)",
     "https:boese.example", "\thttps://boese.example", "http://testserver@boese.example/"],
)  # fmt: skip
def test_the_login_leads_nowhere_else(maren: User, target: str) -> None:
    client = Client()
    assert log_in(client, maren, then=target)["Location"] == "/uebersicht/"
    assert client.post("/konto/logout/", {"next": target})["Location"] == "/"
    page = Client().get("/konto/login/", {"next": target}).content.decode()
    assert "boese" not in re.sub(r"<[^>]*name=\"next\"[^>]*>", "", page)


def test_the_login_leads_back_to_where_one_was(maren: User) -> None:
    assert log_in(Client(), maren, then="/fragen/?page=2")["Location"] == "/fragen/?page=2"


def test_a_forged_host_is_in_no_mail(maren: User) -> None:
    path = reverse("account_reset_password")
    response = Client().post(path, {"email": maren.email}, headers={"Host": "boese.example"})
    assert response.status_code == 400
    assert received() == []


def test_a_forged_form_logs_nobody_in_or_out(maren: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert log_in(client, maren).status_code == 403
    client.force_login(maren)
    for path in ("/konto/logout/", "/konto/name/", "/konto/daten/", "/konto/loeschen/"):
        assert client.post(path, {"name": "x", "email": maren.email}).status_code == 403


def test_guessing_ends(maren: User) -> None:
    client = Client()
    answers = [
        log_in(client, maren, "falsch-falsch", REMOTE_ADDR=f"10.0.0.{number}")
        for number in range(6)
    ]
    assert "Zu viele" in answers[-1].content.decode()
    late = log_in(Client(REMOTE_ADDR="10.0.0.99"), maren)
    assert late.status_code == 200, "the right password must not tell the guesser that it is right"


def test_guessing_many_accounts_from_one_address_ends() -> None:
    client = Client()
    for number in range(11):
        values = {"login": f"a{number}@kreis.example", "password": "falsch-falsch"}
        answer = client.post("/konto/login/", values)
    assert "Zu viele" in answer.content.decode()


def test_right_passwords_are_no_guessing(maren: User) -> None:
    """Many people of one county share an address."""
    client = Client()
    for _number in range(12):
        assert log_in(client, maren).status_code == 302
        client.post("/konto/logout/")


def test_the_limit_of_log_ins_from_one_address_holds() -> None:
    client = Client()
    codes = [
        client.post("/konto/login/", {}, REMOTE_ADDR="10.0.0.1").status_code for _ in range(61)
    ]
    assert codes == [200] * 60 + [429]
    assert client.post("/konto/login/", {}, REMOTE_ADDR="10.0.0.2").status_code == 200


def test_an_invented_forwarded_address_passes_no_limit(maren: User) -> None:
    codes = [
        Client()
        .post("/konto/login/", {}, headers={"X-Forwarded-For": f"192.0.2.{number}"})
        .status_code
        for number in range(61)
    ]
    assert codes[-1] == 429
