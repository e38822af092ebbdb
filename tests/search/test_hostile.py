"""Whatever is typed: an ordinary page, on both engines, and never more than one may read."""

import pytest
from django.test import Client
from django.utils import timezone

from portal.members.models import User
from portal.outbox.delivery import deliver_pending
from search.port import Query
from search.query import MOST_WORDS, understand
from search.service import search
from tests.contracts.engines import PUBLIC, Words
from tests.factories.forum import ask
from tests.search.hostile import ADDRESSES, HOSTILE

SECRET = "Dialog nur für uns"


@pytest.fixture
def content(harburg: User, each_engine: object) -> None:
    ask(harburg, title="Dialog mit Bürgern?", visibility="public")
    ask(harburg, title=SECRET, visibility="county")
    deliver_pending(timezone.now())


@pytest.mark.usefixtures("content")
def test_anything_typed_gets_an_ordinary_page() -> None:
    client = Client(headers={"accept-language": "de"})
    for name, text in HOSTILE.items():
        for path in ("/suche/", "/suche/feed/", "/suche/genau/"):
            answer = client.get(path, {"q": text, "warum": "1"})
            assert answer.status_code == 200, name
            assert SECRET not in answer.content.decode(), name
            assert "eingeschränkt" not in answer.content.decode(), name
        answer = client.get("/api/v1/search", {"q": text})
        assert (answer.status_code, answer.json()["degraded"]) == (200, False), name
        assert answer.json()["total"] in {0, 1}, name


@pytest.mark.usefixtures("content")
def test_any_address_gets_an_ordinary_page() -> None:
    for address in ADDRESSES:
        answer = Client().get(f"/suche/?{address}")
        assert answer.status_code == 200, address
        assert SECRET not in answer.content.decode(), address


@pytest.mark.usefixtures("content")
def test_a_query_a_program_writes_is_bounded_like_one_that_is_typed() -> None:
    reader = User()
    texts = ("wort " * 100_000, "".join(f"w{n} " for n in range(100_000)))
    for text in texts:
        page = search(reader, Query(text=text, audience=PUBLIC, page=-7, page_size=10**9))
        assert (page.total, page.degraded) == (0, False)


def test_the_work_is_bounded_whatever_is_typed() -> None:
    asked: list[str] = []

    class Counting(type(Words())):  # type: ignore[misc]
        def neighbours(self, word: str) -> tuple[str, ...]:
            asked.append(word)
            return ()

    phrases = [tuple(f"p{n}{m}" for m in range(16)) for n in range(8)]
    many = " ".join(f"wort{n}" for n in range(1_000))
    understood = understand(many, Counting([]), phrases=phrases)
    assert len(understood.words) == MOST_WORDS
    assert len(asked) <= MOST_WORDS
    assert len(understood.terms) < MOST_WORDS * 10
