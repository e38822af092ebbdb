"""The pages and mails of django-allauth look like ours and need nothing from elsewhere."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from portal.members.models import User
from tests.factories.members import person
from tests.mailbox import received

pytestmark = pytest.mark.django_db

PASSWORD = "ein-langes-passwort"
PUBLIC = [
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_inactive", "account_email_verification_sent",
    "socialaccount_login_cancelled",
]  # fmt: skip
OWN = [
    "account_logout", "account_email", "account_change_password", "account_reauthenticate",
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn",
    "usersessions_list", "socialaccount_connections",
]  # fmt: skip
WITH_FACTOR = [
    "mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
]  # fmt: skip


def log_in(client: Client, user: User, password: str = PASSWORD):
    return client.post("/konto/login/", {"login": user.email, "password": password})


def confirm(client: Client) -> None:
    """Say once more that it is you, as pages on the account's security ask for."""
    client.post("/konto/reauthenticate/", {"password": PASSWORD})


@pytest.fixture
def maren() -> User:
    user = person(password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def app_secret(maren: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(maren, secret)
    RecoveryCodes.activate(maren)
    return secret


def code(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time

    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"


def complaints(html: str) -> list[str]:
    """What the Content Security Policy would refuse, and what is not our look."""
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", html)
    styled = re.findall(r"<style|\sstyle=|\son\w+=", html)
    foreign = re.findall(r'(?:src|href|action)="(?:https?:)?//(?!testserver)[^"]+', html)
    look = [] if 'class="kw-header"' in html else ["not our page"]
    outline = [] if html.count("<h1") == 1 else ["not one heading"]
    return inline + styled + foreign + look + outline


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert complaints(response.content.decode()) == []


@pytest.mark.parametrize("name", OWN)
def test_own_pages(client: Client, maren: User, name: str) -> None:
    log_in(client, maren)
    confirm(client)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert complaints(response.content.decode()) == []


@pytest.mark.parametrize("name", WITH_FACTOR)
def test_pages_of_who_has_a_second_factor(client: Client, maren, app_secret, name: str) -> None:
    log_in(client, maren)
    assert client.post(reverse("mfa_authenticate"), {"code": code(app_secret)}).status_code == 302
    confirm(client)
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert complaints(response.content.decode()) == []


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_pages_of_one_passkey(client: Client, maren: User, name: str) -> None:
    log_in(client, maren)
    confirm(client)
    key = Authenticator.objects.create(
        user=maren, type="webauthn", data={"name": "Dienstgerät", "credential": {}}
    )
    text = client.get(reverse(name, args=[key.pk])).content.decode()
    assert complaints(text) == []
    assert "Dienstgerät" in text
    client.force_login(person())
    assert client.get(reverse(name, args=[key.pk])).status_code in {302, 404}


def test_the_second_factor_is_asked_for_and_counts(client: Client, maren, app_secret) -> None:
    assert log_in(client, maren)["Location"] == reverse("mfa_authenticate")
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert complaints(page) == []
    assert client.get("/konto/").status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get("/konto/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code(app_secret)})
    assert client.get("/konto/").status_code == 200


def test_a_recovery_code_works_once(client: Client, maren, app_secret) -> None:
    codes = Authenticator.objects.get(user=maren, type="recovery_codes").wrap()
    first = codes.get_unused_codes()[0]
    log_in(client, maren)
    client.post(reverse("mfa_authenticate"), {"code": first})
    assert client.get("/konto/").status_code == 200
    other = Client()
    log_in(other, maren)
    assert other.post(reverse("mfa_authenticate"), {"code": first}).status_code == 200
    assert other.get("/konto/").status_code == 302


def test_a_passkey_is_asked_for_by_the_login_page(client: Client) -> None:
    response = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    options = response.json()["request_options"]["publicKey"]
    assert (options["rpId"], len(options["challenge"]) > 20) == ("testserver", True)


def test_every_mail_is_ours_as_text_and_html(client: Client, maren: User) -> None:
    maren.language = "en"
    maren.save(update_fields=["language"])
    client.post(reverse("account_reset_password"), {"email": maren.email})
    (message,) = received()
    ((html, kind),) = [(part.content, part.mimetype) for part in message.alternatives]
    assert (message.subject, kind, message.to) == (
        "[Kreiswissen] Set a new password", "text/html", [maren.email],
    )  # fmt: skip
    (link,) = re.findall(r"http://testserver/konto/password/reset/key/\S+", message.body)
    assert f'href="{link}"' in html
    for body in (message.body, html):
        assert "You get this mail because" in body
        assert "testserver" in body
    assert not re.findall(r"https?://(?!testserver)\S+", message.body + html)


def test_names_in_mails_are_text(client: Client, maren: User) -> None:
    maren.name = "<b>Maren</b>"
    maren.save(update_fields=["name"])
    client.post(reverse("account_reset_password"), {"email": maren.email})
    (message,) = received()
    assert "&lt;b&gt;Maren" in message.alternatives[0].content
    assert "Guten Tag <b>Maren</b>" in message.body or "Hello <b>Maren</b>" in message.body


def test_a_changed_password_is_told(client: Client, maren: User) -> None:
    log_in(client, maren)
    new = "noch-ein-langes-passwort"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    (message,) = received()
    assert message.to == [maren.email]
    assert len(message.alternatives) == 1


def test_an_address_changes_once_it_is_confirmed(client: Client, maren: User) -> None:
    log_in(client, maren)
    confirm(client)
    before = maren.email
    client.post(reverse("account_email"), {"email": "neu@kreis.example", "action_add": ""})
    maren.refresh_from_db()
    assert maren.email == before
    (message,) = received()
    assert message.to == ["neu@kreis.example"]
    (link,) = re.findall(r"http://testserver(/konto/confirm-email/\S+)", message.body)
    assert complaints(client.get("/konto/email/").content.decode()) == []
    assert complaints(client.get(link).content.decode()) == []
    client.post(link)
    maren.refresh_from_db()
    assert maren.email == "neu@kreis.example"
    assert [message.to for message in received()[1:]].count([before]) == 1


def test_a_link_that_ran_out_says_so(client: Client) -> None:
    for path in ("/konto/confirm-email/unbekannt/", "/konto/password/reset/key/1-set-password/"):
        assert complaints(client.get(path).content.decode()) == []
