"""Moderators and administrators need a second factor before they get at anything."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from portal.members.actions import create_token
from tests.factories.members import administrator, organisation, person, person_of

pytestmark = pytest.mark.django_db

SETUP = "/konto/2fa/"


@pytest.fixture(autouse=True)
def _required(settings) -> None:
    settings.MFA_REQUIRED = True


@pytest.fixture
def moderator():
    return person("Mira Moderation", "moderator")


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    "path", ["/", "/fragen/", "/cms/", "/verwaltung/", "/suche/?q=a", "/api/v1/organisations"]
)
@pytest.mark.parametrize("role", ["moderator", "administrator"])
def test_without_one_everything_leads_to_setting_it_up(path: str, role: str) -> None:
    response = browser(person(platform_role=role)).get(path)
    assert (response.status_code, response["Location"]) == (302, SETUP)


def test_the_page_says_why(moderator) -> None:
    text = browser(moderator).get("/fragen/", follow=True).content.decode()
    assert text.count("kern-alert--warning") == 1


@pytest.mark.parametrize("path", ["/konto/", "/konto/logout/", "/health/live", SETUP])
def test_what_stays_open(moderator, path: str) -> None:
    assert browser(moderator).get(path).status_code == 200


def test_the_language_can_be_switched_and_one_can_log_out(moderator) -> None:
    client = browser(moderator)
    assert client.post("/sprache/", {"language": "en"}).status_code in {204, 302}
    assert client.post("/konto/logout/")["Location"] == "/"
    assert client.get("/fragen/").status_code == 200


def test_with_one_everything_is_open(moderator) -> None:
    TOTP.activate(moderator, generate_totp_secret())
    assert browser(moderator).get("/fragen/").status_code == 200


def test_recovery_codes_alone_are_none(moderator) -> None:
    RecoveryCodes.activate(moderator)
    assert browser(moderator).get("/fragen/").status_code == 302


def test_others_need_none() -> None:
    client = browser(person_of(organisation()))
    assert client.get("/fragen/").status_code == 200


def test_a_token_is_no_way_round() -> None:
    actor = administrator()
    _token, secret = create_token(actor=actor, label="x", valid_days=1, now=timezone.now())
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/organisations", headers=headers).status_code == 401
    TOTP.activate(actor, generate_totp_secret())
    assert Client().get("/api/v1/organisations", headers=headers).status_code == 200
    Authenticator.objects.all().delete()
    assert Client().get("/api/v1/organisations", headers=headers).status_code == 401


def test_example_content_shows_a_notice_only(settings, moderator) -> None:
    settings.MFA_REQUIRED = False
    client = browser(moderator)
    assert client.get("/fragen/").status_code == 200
    assert "kern-alert--warning" in client.get(SETUP).content.decode()
