"""A search as a feed: what its reader may find, the newest first."""

from collections.abc import Callable

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone

from portal.feeds.actions import make_feed_key
from portal.feeds.keys import secret_of
from portal.members.models import User
from search.engines.embedded import EmbeddedEngine
from search.port import EngineUnavailable
from tests.factories.forum import ask

TITLE = "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title"
Deliver = Callable[[], int]


@pytest.fixture
def content(harburg: User, deliver: Deliver) -> None:
    ask(harburg, title="Öffentlich gefragt", visibility="public", body="Viel <Text> & mehr.")
    ask(harburg, title="Mitglieder gefragt", visibility="members")
    ask(harburg, title="Intern gefragt", visibility="county")
    deliver()


def found(**parameters: str) -> list[str | None]:
    client = Client(headers={"accept-language": "de"})
    feed = fromstring(client.get("/suche/feed/", parameters).content)
    return [title.text for title in feed.findall(TITLE)]


@pytest.mark.usefixtures("content")
def test_everybody_finds_what_she_may_read(osnabrueck: User) -> None:
    secret = secret_of(make_feed_key(actor=osnabrueck, now=timezone.now()))
    assert found(q="gefragt") == ["Frage: Öffentlich gefragt"]
    members = ["Frage: Mitglieder gefragt", "Frage: Öffentlich gefragt"]
    assert found(q="gefragt", schluessel=secret) == members
    assert found(q="gefragt", page="7", schluessel=secret) == members
    assert found(kind="case_study", schluessel=secret) == []


@pytest.mark.usefixtures("content")
def test_the_feed_leads_to_the_search_and_holds_no_key(osnabrueck: User) -> None:
    secret = secret_of(make_feed_key(actor=osnabrueck, now=timezone.now()))
    feed = Client().get("/suche/feed/", {"q": "gefragt", "schluessel": secret}).content.decode()
    assert 'href="http://testserver/suche/?q=gefragt"' in feed
    assert "schluessel" not in feed
    assert "Viel &amp;lt;Text&amp;gt; &amp;amp; mehr." in feed


@pytest.mark.usefixtures("content")
def test_with_the_engine_away_a_reader_is_asked_to_come_again(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_asked: object) -> None:
        raise EngineUnavailable

    monkeypatch.setattr(engine, "search", away)
    answer = Client().get("/suche/feed/", {"q": "gefragt"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")


@pytest.mark.usefixtures("content")
def test_the_page_of_hits_offers_its_feed() -> None:
    page = Client().get("/suche/", {"q": "gefragt", "kind": "question"}).content.decode()
    assert "/feeds/?adresse=%2Fsuche%2Ffeed%2F%3Fq%3Dgefragt%26kind%3Dquestion" in page
