import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.members.actions import create_token
from portal.members.models import Membership, PersonalToken, User, digest_of
from tests.factories.members import administrator, organisation, person, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def maren(client: Client):
    user = person_of(organisation(), Membership.Role.COORDINATOR, "Maren Beispiel")
    client.force_login(user)
    return user


def test_account_shows_the_person_and_whom_she_acts_for(client, maren) -> None:
    text = client.get("/konto/").content.decode()
    for part in ("Maren Beispiel", maren.email, "Landkreis Osnabrück", "Ansprechperson"):
        assert part in text


@pytest.mark.parametrize("name", ["account", "account-tokens"])
def test_account_asks_the_public_to_log_in(client, name) -> None:
    response = client.get(reverse(name))
    assert (response.status_code, response["Location"]) == (
        302, f"/konto/login/?next={reverse(name)}",
    )  # fmt: skip


def test_a_new_token_is_shown_once(client, maren) -> None:
    answer = client.post("/konto/schluessel/", {"label": "Intranet", "valid_days": "90"})
    (secret,) = re.findall(r"kwt_[\w-]{43}", answer.content.decode())
    token = PersonalToken.objects.get()
    assert (token.user, token.label, token.digest) == (maren, "Intranet", digest_of(secret))
    assert token.expires_at - token.created_at == timedelta(days=90)
    assert "no-store" in answer["Cache-Control"]
    again = client.get("/konto/schluessel/").content.decode()
    assert "Intranet" in again
    assert "kwt_" not in again


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"label": "", "valid_days": "90"}, "wofür der Schlüssel ist"),
        ({"label": " \u200b ", "valid_days": "90"}, "wofür der Schlüssel ist"),
        ({"label": "x", "valid_days": "9999"}, "Gültig für"),
        ({"label": "x" * 81, "valid_days": "90"}, "80"),
    ],
)
def test_a_token_without_purpose_or_for_ever_is_none(client, maren, values, reason) -> None:
    text = client.post("/konto/schluessel/", values).content.decode()
    assert PersonalToken.objects.count() == 0
    assert reason in text
    assert "Bitte prüfen Sie Ihre Angaben" in text


def test_one_sees_and_revokes_ones_own_tokens_only(client, maren) -> None:
    own, _secret = create_token(actor=maren, label="Meins", valid_days=1, now=timezone.now())
    other, _secret = create_token(actor=person(), label="Fremd", valid_days=1, now=timezone.now())
    assert "Fremd" not in client.get("/konto/schluessel/").content.decode()
    assert client.post(reverse("account-token-revoke", args=[other.pk])).status_code == 404
    assert client.get(reverse("account-token-revoke", args=[own.pk])).status_code == 405
    assert set(PersonalToken.objects.all()) == {own, other}
    client.post(reverse("account-token-revoke", args=[own.pk]))
    assert set(PersonalToken.objects.all()) == {other}


def test_the_administration_is_for_administrators(client, maren) -> None:
    assert client.get("/verwaltung/members/user/").status_code == 302
    assert client.get("/verwaltung/login/").status_code == 403
    client.force_login(administrator())
    assert maren.email in client.get("/verwaltung/members/user/").content.decode()


@pytest.mark.parametrize("path", ["/verwaltung/", "/verwaltung/login/", "/cms/", "/cms/login/"])
def test_every_way_in_leads_to_the_one_login(client, path) -> None:
    response = client.get(path, follow=True)
    last = response.redirect_chain[-1][0]
    assert last.startswith("/konto/login/")


def test_the_administration_makes_people_and_memberships(client) -> None:
    client.force_login(administrator())
    county = organisation()
    client.post(
        "/verwaltung/members/user/add/",
        {"email": "Kim@kreis.example", "name": "Kim", "platform_role": "moderator"},
    )
    kim = User.objects.get(email="kim@kreis.example")
    assert (kim.is_moderator, kim.is_superuser, kim.has_usable_password()) == (True, False, False)
    client.post(
        "/verwaltung/members/membership/add/",
        {"user": kim.pk, "organisation": county.pk, "role": "staff"},
    )
    assert list(kim.memberships.values_list("organisation__slug", "role")) == [
        ("landkreis-osnabrueck", "staff")
    ]
    client.post(
        f"/verwaltung/members/user/{kim.pk}/change/",
        {"name": "Kim Neu", "platform_role": "", "is_active": "on"},
    )
    kim.refresh_from_db()
    assert (kim.name, kim.platform_role, kim.is_active) == ("Kim Neu", "", True)


def test_the_administration_refuses_a_misleading_name(client) -> None:
    client.force_login(administrator())
    answer = client.post(
        "/verwaltung/members/user/add/",
        {"email": "kim@kreis.example", "name": "K\u0456m", "platform_role": ""},
    )
    assert answer.status_code == 200
    assert not User.objects.filter(email="kim@kreis.example").exists()


def test_an_administrator_cannot_lock_herself_out(client) -> None:
    actor = administrator()
    client.force_login(actor)
    answer = client.post(
        f"/verwaltung/members/user/{actor.pk}/change/",
        {"name": actor.name, "platform_role": "", "is_active": "on"},
    )
    actor.refresh_from_db()
    assert actor.platform_role == "administrator"
    assert "Die eigene Rolle können Sie nicht ändern." in answer.content.decode()


def test_the_administration_sets_a_status(client) -> None:
    client.force_login(administrator())
    county = organisation(status="applicant")
    client.post(
        f"/verwaltung/members/organisation/{county.pk}/change/",
        {"status": "member", "member_since": "", "display_name": "Landkreis Entenhausen"},
    )
    county.refresh_from_db()
    assert (county.status, county.member_since) == ("member", timezone.localdate())
    assert county.display_name == "Landkreis Osnabrück"


def test_failed_deliveries_are_tried_again_by_hand(client) -> None:
    from portal.outbox.models import Entry

    client.force_login(administrator())
    failed = Entry.objects.create(
        fact="QuestionAsked", kind="question", key="a", reaction="search.reactions.reindex",
        failed_at=timezone.now(), last_error="400 too large", attempts=3,
    )  # fmt: skip
    page = client.get("/verwaltung/outbox/entry/?state=failed").content.decode()
    assert "400 too large" in page
    client.post(
        "/verwaltung/outbox/entry/", {"action": "try_again", "_selected_action": [failed.pk]}
    )
    failed.refresh_from_db()
    assert (failed.failed_at, failed.attempts, failed.last_error) == (None, 0, "")


def test_the_administration_shows_no_secrets_of_accounts(client) -> None:
    client.force_login(administrator())
    page = client.get("/verwaltung/").content.decode()
    links = set(re.findall(r'href="/verwaltung/(\w+/\w+)/"', page))
    assert links == {
        "members/identityprovider", "members/membership", "members/organisation",
        "members/user", "operating/secondtry", "outbox/entry", "taxonomy/platform",
        "taxonomy/topic",
    }  # fmt: skip
