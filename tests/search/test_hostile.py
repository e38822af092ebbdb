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

SECRET = "Dialog nur für uns"

HOSTILE = {
    "one quote": 'Dialog "mit Bürgern',
    "odd quotes": '"' * 999,
    "nested quotes": '"a "b "c" d" e"' * 50,
    "ten thousand operators": "-x kreis:y " * 10_000,
    "ten thousand phrases": '"Dialog mit" ' * 10_000,
    "ten thousand exclusions": "".join(f"-w{n} " for n in range(10_000)),
    "every operator empty": 'kreis: thema:"" kanal: art:"" jahr:"" -"" - --',
    "operators of operators": "kreis:thema:kanal:art:jahr:-x",
    "regular expression": "(a+)+$ /.*(.*)*x/ [a-z]{1,99999}",
    "regular expression in a filter": "kreis:.* thema:(a|a)*b kanal:[^x]*",
    "wildcards": "*a*b*c* ????? " * 100,
    "wildcards in a filter": "kreis:* thema:%25 art:_______ kanal:?",
    "edit distance": "dialog~99 dialog^1e999",
    "fields of the index": "audience:org:1 stems:dialog _exists_:audience _id:* stored:x",
    "a query of the engine": '{"match_all":{}} audience:[* TO *] OR *:*',
    "boolean bomb": "(" * 300 + "a" + " AND b)" * 300,
    "control characters": "Dia\x00log \x01\x02\x1b[31m\x7f\x9f",
    "null bytes": "\x00" * 500,
    "right to left": "\u202eDialog\u202c \u2066kreis:\u2069harburg \u200f-\u200fx",
    "surrogates": "\ud800 Dialog".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "combining": "D" + "\u0301" * 1_000,
    "one endless word": "dialog" * 20_000,
    "one endless phrase": '"' + "dialog " * 20_000 + '"',
    "one endless value": 'kreis:"' + "harburg " * 20_000 + '"',
    "years": "jahr:0000 jahr:9999 jahr:2024-1900 jahr:1900-2099 jahr:-1 jahr:1e9",
    "injection": "'; DROP TABLE search_word; -- \" or 1=1",
    "format": "%s %(x)s {0} {x!r} ${jndi:ldap://x}",
    "the separator": '"|" | "Ohne Titel | Dialog"',
}  # fmt: skip


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


ADDRESSES = (
    "page=-1", "page=1e9", "page=99999999999999999999", "page=999999&q=Dialog", "page=%00",
    "since=0001-01-01&until=9999-12-31", "since=2024-13-45", "since=%00", "until=32.13.2024",
    "since=2024-05-02&until=2024-05-01", "solved=maybe&language=xx", "solved=" + "x" * 5_000,
    "&".join(f"organisation={n}" for n in range(900)), "kind=*&topic=.*&channel=%2F.*%2F",
    "kind[]=question&q[]=a", "exact=1&warum=1&exact=2&warum=2", "audience=org:1&q=nur",
)  # fmt: skip


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
