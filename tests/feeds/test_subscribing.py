"""The page with a feed's addresses, and the key in them."""

import pytest
from django.test import Client

from portal.feeds.keys import secret_of
from portal.feeds.models import FeedKey
from portal.feeds.personal_data import FEEDS
from portal.members.models import User
from tests.factories.members import HARBURG, organisation, person_of

PAGE = "/feeds/"
FEED = "/fragen/feed/?thema=moderation"


@pytest.fixture
def harburg(db: None) -> User:
    return person_of(organisation(HARBURG), name="Hanna Harburg")


def german() -> Client:
    return Client(headers={"accept-language": "de"})


def test_the_public_gets_the_public_address(db: None) -> None:
    page = german().get(PAGE, {"adresse": FEED}).content.decode()
    assert 'value="http://testserver/fragen/feed/?thema=moderation"' in page
    assert "Neue Fragen" in page
    assert "schluessel=" not in page
    assert f"/konto/login/?next={PAGE}%3Fadresse%3D" in page


def test_a_person_gets_a_key_and_ends_it(harburg: User) -> None:
    client = german()
    client.force_login(harburg)
    made = client.post("/feeds/schluessel/", {"adresse": FEED}, follow=True)
    secret = secret_of(FeedKey.objects.get(person=harburg))
    assert f"?thema=moderation&amp;schluessel={secret}" in made.content.decode()
    ended = client.post("/feeds/schluessel/widerrufen/", {"adresse": FEED}, follow=True)
    assert "schluessel=" not in ended.content.decode()
    assert FeedKey.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    ["https://boese.example/fragen/feed/", "//boese.example/", "/konto/", "/gibt/es/nicht", "\x00",
     "javascript:alert(1)", "/fragen/"],
)  # fmt: skip
def test_only_feeds_of_this_site_are_offered(harburg: User, address: str) -> None:
    client = german()
    client.force_login(harburg)
    page = client.get(PAGE, {"adresse": address}).content.decode()
    assert "Was alle lesen dürfen" not in page
    back = client.post("/feeds/schluessel/", {"adresse": address})
    assert back["Location"] == PAGE


def test_keys_are_for_people_with_an_account(db: None) -> None:
    for path in ("/feeds/schluessel/", "/feeds/schluessel/widerrufen/"):
        assert Client().post(path)["Location"].startswith("/konto/login/")
    assert FeedKey.objects.count() == 0


def test_a_copy_of_her_data_names_the_key_and_not_its_secret(harburg: User) -> None:
    client = Client()
    client.force_login(harburg)
    client.post("/feeds/schluessel/")
    key = FeedKey.objects.get(person=harburg)
    (row,) = FEEDS.export(harburg)
    assert row == {"kind": "feed_key", "made": key.made_at.isoformat()}
    FEEDS.erase(harburg)
    assert FeedKey.objects.count() == 0
