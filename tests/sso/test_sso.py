"""Logging in by a county's own log-in, against a provider in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from portal.members.actions import change_person
from portal.members.models import IdentityProvider, Membership, User
from portal.members.sso.http import require_public
from tests.factories.members import HARBURG, administrator, organisation, person
from tests.mailbox import received

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
LOGIN = "/konto/oidc/lk-osnabrueck/login/"
CALLBACK = LOGIN + "callback/"
KIM = "kim@lk-osnabrueck.example"
PASSWORD = "ein-langes-passwort"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A provider, for all tests of this process."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.sso.provider", "kreiswissen", "geheim"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def tell(server: str, settings):
    """Tell the provider who logs in and how to behave."""
    settings.SSO_ALLOW_INSECURE = True

    def wish(**wishes) -> None:
        assert requests.post(f"{server}/control", json=wishes, timeout=5).status_code == 200

    wish()
    return wish


@pytest.fixture
def osnabrueck(server: str, tell) -> IdentityProvider:
    return IdentityProvider.objects.create(
        organisation=organisation(), name="Landkreis Osnabrück", slug="lk-osnabrueck",
        issuer=server, client_id="kreiswissen", client_secret="geheim",
        role_claim="realm_access.roles", coordinator_value="koordination",
    )  # fmt: skip


def to_the_provider(client: Client, start: str = LOGIN) -> str:
    """Go there; return the address the provider sends the browser back to."""
    response = client.get(start)
    assert response.status_code == 302, response.content.decode()
    return back_from(response["Location"])


def back_from(address: str) -> str:
    answer = requests.get(address, allow_redirects=False, timeout=5)
    parts = urlsplit(answer.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}" == "http://testserver"
    return f"{parts.path}?{parts.query}"


def come_in(client: Client, start: str = LOGIN):
    return client.get(to_the_provider(client, start))


def member(email: str = KIM, **fields) -> User:
    user = person(password=PASSWORD, **fields)
    User.objects.filter(pk=user.pk).update(email=email)
    user.refresh_from_db()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_the_first_time_makes_an_account_of_the_county(osnabrueck) -> None:
    client = Client()
    assert "/konto/oidc/lk-osnabrueck/login/" in client.get("/konto/login/").content.decode()
    assert come_in(client, LOGIN + "?next=/fragen/")["Location"] == "/fragen/"
    kim = User.objects.get(email=KIM)
    assert (kim.name, kim.platform_role, kim.has_usable_password()) == ("Kim Beispiel", "", False)
    assert list(kim.memberships.values_list("organisation__slug", "role")) == [
        ("landkreis-osnabrueck", "staff")
    ]
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid, account.extra_data) == (
        kim, "lk-osnabrueck", "4711", {},
    )  # fmt: skip
    assert not SocialToken.objects.exists()
    assert client.get("/konto/").status_code == 200
    assert received() == []


def test_the_second_time_finds_it_again(osnabrueck, tell) -> None:
    come_in(Client())
    tell(rotate=True, claims={"email": "neu@lk-osnabrueck.example", "name": "Kim Neu"})
    client = Client()
    come_in(client)
    kim = User.objects.get(email=KIM)
    assert (kim.name, User.objects.count()) == ("Kim Beispiel", 1)
    assert kim.name in client.get("/konto/").content.decode()


def test_the_session_changes(osnabrueck) -> None:
    client = Client()
    back = to_the_provider(client)
    before = client.cookies["sessionid"].value
    client.get(back)
    assert client.cookies["sessionid"].value != before


@pytest.mark.parametrize("verified", [True, False])
def test_an_existing_account_is_not_taken_over(osnabrueck, verified) -> None:
    owner = member()
    EmailAddress.objects.update(verified=verified)
    client = Client()
    response = come_in(client)
    assert response.status_code == 403
    assert client.get("/konto/").status_code == 302
    assert not SocialAccount.objects.exists()
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_its_owner_connects_it(osnabrueck) -> None:
    owner, client = member(), Client()
    client.post("/konto/login/", {"login": KIM, "password": PASSWORD})
    connect = "/konto/oidc/lk-osnabrueck/verbinden/"
    assert client.get(connect).status_code == 405
    assert client.post(connect)["Location"].startswith("/konto/reauthenticate/")
    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    page = client.post(connect).content.decode()
    (address,) = [
        part.split('"')[0].replace("&amp;", "&")
        for part in page.split('href="') if "/authorize?" in part.split('"')[0]
    ]  # fmt: skip
    client.get(back_from(address))
    assert SocialAccount.objects.get().user == owner
    assert [(len(one.alternatives), one.to) for one in received()] == [(1, [KIM])]
    other = Client()
    come_in(other)
    assert other.get("/konto/").status_code == 200
    assert "Landkreis Osnabrück" in client.get("/konto/3rdparty/").content.decode()
    client.post("/konto/3rdparty/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


def test_a_link_connects_nothing(osnabrueck, tell) -> None:
    """A stranger who is logged in at the provider in my browser gets no way into my account."""
    owner, client = member("ich@lk-osnabrueck.example"), Client()
    client.force_login(owner)
    come_in(client, LOGIN + "?process=connect")
    assert not SocialAccount.objects.filter(user=owner).exists()


def test_anothers_log_in_is_not_connected_twice(osnabrueck) -> None:
    come_in(Client())
    other, client = member("ich@lk-osnabrueck.example"), Client()
    client.post("/konto/login/", {"login": other.email, "password": PASSWORD})
    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    page = client.post("/konto/oidc/lk-osnabrueck/verbinden/").content.decode()
    (address,) = [
        part.split('"')[0].replace("&amp;", "&")
        for part in page.split('href="') if "/authorize?" in part.split('"')[0]
    ]  # fmt: skip
    client.get(back_from(address))
    assert SocialAccount.objects.get().user.email == KIM


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"realm_access": {"roles": ["koordination", "x"]}}, "coordinator"),
        ({"realm_access": {"roles": "koordination"}}, "coordinator"),
        ({"realm_access": {"roles": ["administrator", "moderator"]}}, "staff"),
        ({"realm_access": ["koordination"]}, "staff"),
        ({"platform_role": "administrator", "is_superuser": True, "role": "moderator"}, "staff"),
    ],
)
def test_a_claim_makes_coordinators_and_nothing_more(osnabrueck, tell, claims, role) -> None:
    tell(claims=claims)
    come_in(Client())
    kim = User.objects.get(email=KIM)
    assert (kim.platform_role, kim.is_superuser, kim.memberships.get().role) == ("", False, role)


def test_the_claim_of_an_administrator_county_is_not_believed(osnabrueck, tell) -> None:
    IdentityProvider.objects.update(role_claim="role", coordinator_value="administrator")
    tell(claims={"role": "administrator"})
    come_in(Client())
    assert Membership.objects.get().role == "coordinator"
    assert User.objects.get(email=KIM).platform_role == ""


@pytest.mark.parametrize(
    "claims",
    [{"email_verified": False}, {"email_verified": "true"}, {"email": ""}, {"email": "kim"}],
)
def test_an_unconfirmed_address_makes_no_account(osnabrueck, tell, claims) -> None:
    tell(claims=claims)
    assert come_in(Client()).status_code == 403
    assert User.objects.count() == 0


def test_a_misleading_name_is_left_out(osnabrueck, tell) -> None:
    tell(claims={"name": "M\u0430ren Beispiel"})
    come_in(Client())
    assert User.objects.get(email=KIM).name == "kim"


@pytest.mark.parametrize("mode", ["error", "slow", "dripping", "huge", "redirecting", "no json"])
def test_a_provider_that_does_not_answer_well_gets_a_plain_page(osnabrueck, tell, mode) -> None:
    tell(mode=mode)
    begin = time.monotonic()
    response = Client().get(LOGIN)
    assert time.monotonic() - begin < 6
    assert response.status_code in {401, 502}
    assert "/konto/password/reset/" in response.content.decode()


@pytest.mark.parametrize("mode", ["error", "slow /token", "slow /keys", "huge", "redirecting"])
def test_and_so_on_the_way_back(osnabrueck, tell, mode) -> None:
    client = Client()
    back = to_the_provider(client)
    tell(mode=mode)
    begin = time.monotonic()
    response = client.get(back)
    assert time.monotonic() - begin < 6
    assert response.status_code in {401, 502}
    assert "/konto/password/reset/" in response.content.decode()
    assert User.objects.count() == 0


def test_a_provider_that_is_down(osnabrueck) -> None:
    IdentityProvider.objects.update(issuer="http://127.0.0.1:9")
    assert Client().get(LOGIN).status_code in {401, 502}
    assert Client().get("/konto/login/").status_code == 200


def test_keys_may_change_between_going_and_coming_back(osnabrueck, tell) -> None:
    client = Client()
    back = to_the_provider(client)
    tell(rotate=True)
    assert client.get(back)["Location"] == "/uebersicht/"


@pytest.mark.parametrize("mode", ["unsigned", "signed with the secret", "signed by a stranger"])
def test_a_token_not_signed_by_the_provider(osnabrueck, tell, mode) -> None:
    tell(mode=mode)
    assert come_in(Client()).status_code in {401, 502}
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "overrides",
    [
        {"iss": "https://boese.example"},
        {"aud": "another client"},
        {"exp": 1},
        {"nonce": "another log-in's"},
        {"nonce": None},
        {"sub": ""},
    ],
)
def test_a_token_that_is_not_for_us_now(osnabrueck, tell, overrides) -> None:
    tell(overrides=overrides)
    assert come_in(Client()).status_code in {401, 403, 502}
    assert User.objects.count() == 0


def test_a_discovery_document_of_another_issuer(osnabrueck, tell) -> None:
    tell(discovery={"issuer": "https://boese.example"})
    assert Client().get(LOGIN).status_code in {401, 502}


def test_an_answer_works_once_and_in_its_own_browser(osnabrueck) -> None:
    client = Client()
    back = to_the_provider(client)
    assert Client().get(back).status_code == 401
    assert client.get(back)["Location"] == "/uebersicht/"
    assert client.get(back).status_code == 401
    assert Client().get(CALLBACK + "?code=x&state=y").status_code == 401


def test_nothing_in_our_address_changes_what_is_asked(osnabrueck) -> None:
    address = Client().get(
        LOGIN, {"auth_params": "prompt=none&redirect_uri=https://boese.example", "scope": "all"}
    )["Location"]
    query = parse_qs(urlsplit(address).query)
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
    assert query["redirect_uri"] == ["http://testserver" + CALLBACK]
    assert "prompt" not in query
    assert query["code_challenge_method"] == ["S256"]


@pytest.mark.parametrize("target", ["https://boese.example/", "//boese.example/"])
def test_it_leads_nowhere_else(osnabrueck, target) -> None:
    assert come_in(Client(), f"{LOGIN}?next={target}")["Location"] == "/uebersicht/"


def test_cancelling_is_no_fault(osnabrueck) -> None:
    client = Client()
    state = parse_qs(urlsplit(to_the_provider(client)).query)["state"][0]
    response = client.get(CALLBACK, {"error": "access_denied", "state": state}, follow=True)
    assert response.status_code == 200


@pytest.mark.parametrize("status", ["none", "applicant", "guest", "suspended", "former"])
def test_only_members_log_ins_are_open(osnabrueck, status) -> None:
    client = Client()
    back = to_the_provider(client)
    organisation(status=status)
    assert client.get(back).status_code == 404
    assert Client().get(LOGIN).status_code == 404
    assert "/konto/oidc/" not in Client().get("/konto/login/").content.decode()


def test_who_is_switched_off_stays_out(osnabrueck) -> None:
    come_in(Client())
    kim = User.objects.get(email=KIM)
    change_person(actor=administrator(), person=kim, name=kim.name, is_active=False)
    client = Client()
    assert come_in(client)["Location"] == "/konto/inactive/"
    assert client.get("/konto/").status_code == 302


def test_who_was_removed_from_the_county_is_not_brought_back(osnabrueck) -> None:
    come_in(Client())
    Membership.objects.all().delete()
    come_in(Client())
    assert not Membership.objects.exists()


def test_the_second_factor_is_asked_for(osnabrueck) -> None:
    come_in(Client())
    TOTP.activate(User.objects.get(email=KIM), generate_totp_secret())
    client = Client()
    assert come_in(client)["Location"] == "/konto/2fa/authenticate/"
    assert client.get("/konto/").status_code == 302


def test_the_same_number_elsewhere_is_somebody_else(osnabrueck, server, tell) -> None:
    come_in(Client())
    IdentityProvider.objects.create(
        organisation=organisation(HARBURG), name="Landkreis Harburg", slug="lk-harburg",
        issuer=server, client_id="kreiswissen", client_secret="geheim",
    )  # fmt: skip
    tell(claims={"email": "kim@lk-harburg.example"})
    client = Client()
    come_in(client, "/konto/oidc/lk-harburg/login/")
    assert User.objects.count() == 2
    assert client.get(CALLBACK.replace("osnabrueck", "harburg") + "?code=x").status_code == 401


def test_an_answer_of_one_log_in_opens_no_other(osnabrueck, server) -> None:
    IdentityProvider.objects.create(
        organisation=organisation(HARBURG), name="Landkreis Harburg", slug="lk-harburg",
        issuer=server, client_id="kreiswissen", client_secret="geheim",
    )  # fmt: skip
    client = Client()
    back = to_the_provider(client).replace("osnabrueck", "harburg")
    assert client.get(back).status_code == 401
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/",
     "https://169.254.169.254/", "https://192.168.1.1:8443/x", "https://localhost/",
     "https://0.0.0.0/", "https://[::ffff:10.0.0.1]/", "http://192.0.2.1/", "file:///etc/passwd",
     "https:///x"],
)  # fmt: skip
def test_no_private_address_is_asked(url: str) -> None:
    with pytest.raises(requests.RequestException):
        require_public(url)


def test_only_administrators_set_them_up_and_nobody_sees_the_secret(osnabrueck) -> None:
    client = Client()
    client.force_login(person(platform_role="moderator"))
    assert client.get("/verwaltung/members/identityprovider/").status_code == 302
    client.force_login(administrator())
    address = f"/verwaltung/members/identityprovider/{osnabrueck.pk}/change/"
    assert "geheim" not in client.get(address).content.decode()
    client.post(
        address,
        {"name": "Neu", "client_id": "kreiswissen", "client_secret": "", "is_active": "on",
         "issuer": "https://boese.example"},
    )  # fmt: skip
    osnabrueck.refresh_from_db()
    assert (osnabrueck.name, osnabrueck.client_secret) == ("Neu", "geheim")
    assert osnabrueck.issuer.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("issuer", "secret", "made"),
    [
        ("http://127.0.0.1:9/realm", "geheim", 1),
        ("http://10.0.0.1/", "geheim", 0),
        ("https://10.0.0.1/", "geheim", 0),
        ("http://127.0.0.1:9/realm", "", 0),
    ],
)
def test_an_administrator_adds_one(settings, issuer, secret, made) -> None:
    settings.SSO_ALLOW_INSECURE = True
    client = Client()
    client.force_login(administrator())
    client.post(
        "/verwaltung/members/identityprovider/add/",
        {"organisation": organisation().pk, "name": "Landkreis Osnabrück", "slug": "lk-os",
         "issuer": issuer, "client_id": "kreiswissen", "client_secret": secret,
         "is_active": "on"},
    )  # fmt: skip
    assert IdentityProvider.objects.filter(slug="lk-os", issuer=issuer).count() == made
