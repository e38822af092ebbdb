"""Every surface against one plain table (`readers.py`): nothing foreign, nothing missing.

The table is independent of the code. Each piece of content carries a marker in every text field;
each surface is read as every persona, and must show exactly the granted markers.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.utils import timezone

from casestudies.actions import import_case_study, import_guideline
from casestudies.models import CaseStudy, Guideline
from forum.actions.importing import NewAnswer, NewComment, import_question
from forum.models import Attachment, Question
from portal.file_texts.jobs import look_for_files
from portal.members.audiences import audience_of, may_see, tokens_of, visible_q
from portal.members.models import Organisation, User
from portal.notifications.actions import choose_topics
from portal.outbox.delivery import deliver_pending
from portal.pages.actions import import_news
from portal.pages.models import NewsPage
from portal.publishing.imports import Common
from portal.taxonomy.models import Topic
from portal.trails.actions import import_trail
from portal.trails.models import Trail
from search.best_bets.models import BestBet
from search.best_bets.shown import with_best_bets
from search.port import Engine, Query
from search.registry import all_searchables
from search.service import SearchPage, search
from search.suggest import suggestions
from search.vocabulary import Vocabulary
from tests.contracts.engines import elastic, embedded
from tests.contracts.readers import (
    ALL,
    GRANTED,
    IN_FILES,
    Marked,
    granted_markers,
    make_organisations,
    make_readers,
)
from tests.factories.files import bring
from tests.factories.members import person_of

MODELS = {
    "case_study": CaseStudy,
    "guideline": Guideline,
    "news": NewsPage,
    "trail": Trail,
    "question": Question,
}
MARKERS = {item.marker for item in (*ALL, *IN_FILES)}
MARKER = re.compile(r"zq[bcdfghjklmnpqrstvwxz]{12}")

Readers = dict[str, User | AnonymousUser]


def found_in(text: str) -> set[str]:
    """Return which markers stand in a text, in whatever case and markup."""
    return set(MARKER.findall(text.lower())) & MARKERS


def write(item: Marked, organisations: dict[str, Organisation]) -> None:
    """Put the marker into every text of a piece of content."""
    word, owner = item.marker, organisations[item.owner]
    if item.kind == "question":
        comment = NewComment(organisation=owner, body=f"Kommentar {word}")
        given = NewAnswer(organisation=owner, body=f"Antwort {word}", comments=[comment])
        secret = Marked("file", item.visibility, item.owner).marker
        # Guests may not bring files; whose it is says nothing of who may read the question.
        file = bring(person_of(organisations["A"]), "Unterlage.txt", f"Beilage {secret}".encode())
        import_question(
            key=item.key,
            title=f"Frage {word}",
            body=f"Text {word} [{file.name}]({file.get_absolute_url()})",
            organisation=owner,
            visibility=item.visibility,
            topics=(),
            channels=(),
            asked_at=None,
            now=timezone.now(),
            answers=[given],
        )
        Attachment.objects.filter(pk=file.pk).update(question=Question.objects.get(key=item.key))
        return
    common = Common(
        key=item.key,
        title=f"Titel {word}",
        organisation=owner,
        visibility=item.visibility,
        summary=f"Kurz {word}",
    )
    writers = {
        "case_study": partial(import_case_study, result=f"Ergebnis {word}"),
        "guideline": partial(import_guideline, legal_basis=f"Recht {word}"),
        "news": import_news,
        "trail": import_trail,
    }
    text = "introduction" if item.kind == "trail" else "body"
    writers[item.kind](common, **{text: f"Text {word}"}, now=timezone.now())


@pytest.fixture(
    scope="module", params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)]
)
def laid_out(
    request: Any,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Engine, Readers]]:
    """All content, delivered to an engine, and all personas; once, for it takes seconds.

    Tests run inside of this transaction: what they change is undone before the next one.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        organisations = make_organisations()
        for item in ALL:
            write(item, organisations)
        folder = tmp_path_factory.mktemp("engine")
        with embedded(folder) if request.param == "embedded" else elastic() as engine:
            # Words of other modules are rolled back in the database only, and keys come again.
            words = Vocabulary()
            with (
                patch("search.reactions.engine", lambda: engine),
                patch("search.vocabulary.vocabulary", words),
                patch("search.service.vocabulary", words),
            ):
                # Files are read, then their pages go into the index again.
                deliver_pending(timezone.now())
                assert look_for_files(timezone.now()) == len(IN_FILES)
                while deliver_pending(timezone.now()):
                    pass
                yield engine, make_readers(organisations)
        transaction.set_rollback(True)


@pytest.fixture
def readers(laid_out: tuple[Engine, Readers], db: None, monkeypatch: Any) -> Readers:
    """All personas, with all content in place and in the engine."""
    engine, readers = laid_out
    monkeypatch.setattr("search.reactions.engine", lambda: engine)
    monkeypatch.setattr("search.service.engine", lambda: engine)
    monkeypatch.setattr("search.suggest.engine", lambda: engine)
    assert engine.count() == len(ALL)
    return readers


def client_of(reader: User | AnonymousUser) -> Client:
    client = Client(headers={"accept-language": "de"})
    if isinstance(reader, User):
        client.force_login(reader)
    return client


def fresh(reader: User | AnonymousUser) -> User | AnonymousUser:
    """Read the account anew, as a request does."""
    return User.objects.get(pk=reader.pk) if isinstance(reader, User) else reader


def test_rule_and_queryset_agree_with_the_table(readers: Readers) -> None:
    for persona, reader in readers.items():
        by_rule, by_query, by_audience = set(), set(), set()
        for kind, model in MODELS.items():
            everything = {row.key: row for row in model.objects.all()}
            marker_of = {item.key: item.marker for item in ALL if item.kind == kind}
            assert set(marker_of) == set(everything)
            visible = model.objects.filter(visible_q(reader)).values_list("key", flat=True)
            by_query |= {marker_of[key] for key in visible}
            by_rule |= {marker_of[key] for key, row in everything.items() if may_see(reader, row)}
            by_audience |= {
                marker_of[key]
                for key, row in everything.items()
                if audience_of(row) & tokens_of(reader)
            }
        expected = granted_markers(persona)
        assert (persona, by_rule) == (persona, expected)
        assert (persona, by_query) == (persona, expected)
        assert (persona, by_audience) == (persona, expected)


def test_descriptions_for_the_search_agree_with_the_table(readers: Readers) -> None:
    for persona, reader in readers.items():
        seen, by_title = set(), set()
        for described in all_searchables():
            marker_of = {item.key: item.marker for item in ALL if item.kind == described.kind}
            seen |= {marker_of[key] for key in described.visible_keys(reader, set(marker_of))}
            for marker in marker_of.values():
                hits = described.find_by_title(reader, marker, 10)
                by_title |= {word for hit in hits for word in found_in(hit.title)}
        assert (persona, seen) == (persona, granted_markers(persona))
        assert (persona, by_title) == (persona, granted_markers(persona))


def test_search_finds_and_counts_what_the_table_grants(readers: Readers) -> None:
    for persona, account in readers.items():
        reader = fresh(account)
        everything = search(reader, Query(text="", audience=tokens_of(reader), page_size=50))
        expected = granted_markers(persona)
        assert (persona, everything.total) == (persona, len(expected))
        for counted in ("kind", "organisation", "year"):
            assert sum(bucket.count for bucket in everything.facets[counted]) == len(expected)
        for item in ALL:
            page = search(reader, Query(text=item.marker, audience=tokens_of(reader)))
            markers = {word for hit in page.hits for word in found_in(f"{hit.title}{hit.snippet}")}
            assert (persona, item, markers) == (persona, item, {item.marker} & expected)
            assert page.corrected == ()


def test_corrections_name_nothing_a_reader_may_not_see(readers: Readers) -> None:
    for persona, account in readers.items():
        reader = fresh(account)
        for item in ALL:
            typo = item.marker[:-1] + ("a" if item.marker[-1] != "a" else "e")
            page = search(reader, Query(text=typo, audience=tokens_of(reader)))
            named = {shown for _typed, shown in page.corrected}
            assert (persona, item, named) == (
                persona,
                item,
                {item.marker} & granted_markers(persona),
            )


def test_recommendations_show_what_the_table_grants(readers: Readers) -> None:
    """One search for each thing, which no text answers: only its recommendation can."""
    asked = {item.key: f"Empfehlung{number}" for number, item in enumerate(ALL)}
    BestBet.objects.bulk_create(
        BestBet(queries=asked[item.key], page_kind=item.kind, page_key=item.key) for item in ALL
    )
    for persona, account in readers.items():
        reader = fresh(account)
        for item in ALL:
            query = Query(text=asked[item.key], audience=tokens_of(reader))
            page, named = with_best_bets(reader, SearchPage(query=query))
            expected = {item.marker} & granted_markers(persona)
            markers = {word for one in named for word in found_in(str(one))}
            assert (persona, item, markers, page.total) == (persona, item, expected, len(expected))
    client = client_of(AnonymousUser())
    for item in ALL:
        shown = found_in(client.get("/suche/", {"q": asked[item.key]}).content.decode())
        assert (item, shown) == (item, {item.marker} & granted_markers("anonymous"))


def test_suggestions_offer_what_the_table_grants(readers: Readers) -> None:
    for persona, account in readers.items():
        reader = fresh(account)
        expected = granted_markers(persona)
        for item in ALL:
            begun = item.marker[:-2]
            offered = {word for one in suggestions(reader, begun) for word in found_in(one.title)}
            assert (persona, item, offered) == (persona, item, {item.marker} & expected)
        offered = {word for one in suggestions(reader, "zq") for word in found_in(one.title)}
        assert (persona, offered <= expected) == (persona, True)


def test_a_late_index_shows_nothing_withdrawn(readers: Readers) -> None:
    """The index still says public; the database says county: the database wins."""
    for model in MODELS.values():
        model.objects.filter(visibility="public").update(visibility="county")
    page = search(AnonymousUser(), Query(text="", audience=frozenset({"public"}), page_size=50))
    assert [hit.plain_title for hit in page.hits] == []
    assert suggestions(AnonymousUser(), "zq") == []


LISTS = [
    "/",
    "/fragen/",
    "/fallbeispiele/",
    "/leitfaeden/",
    "/aktuelles/",
    "/sammlungen/",
    "/suche/?q=",
]
API_LISTS = [
    "/api/v1/search?page_size=50",
    "/api/v1/questions?page_size=50",
    "/api/v1/case-studies?page_size=50",
    "/api/v1/guidelines?page_size=50",
    "/api/v1/news?page_size=50",
    "/api/v1/trails?page_size=50",
]


def test_pages_show_what_the_table_grants(readers: Readers) -> None:
    addresses = {(item.kind, item.key): MODELS[item.kind].objects.get(key=item.key) for item in ALL}
    for persona, reader in readers.items():
        client, expected = client_of(reader), granted_markers(persona)
        for url in LISTS:
            response = client.get(url)
            assert (url, response.status_code) == (url, 200)
            foreign = found_in(response.content.decode()) - expected
            assert (persona, url, foreign) == (persona, url, set())
        for item in ALL:
            url = addresses[item.kind, item.key].get_absolute_url()
            response = client.get(url)
            status = 200 if item.marker in expected else 404
            assert (persona, url, response.status_code) == (persona, url, status)
            # A 404 repeats the address it was asked for, in its log-in and language links.
            shown = found_in(response.content.decode().replace(url, ""))
            # Pages may name related content, which the reader must be allowed to see as well.
            assert (persona, url, shown - expected) == (persona, url, set())
            assert (item.marker in shown) == (item.marker in expected)


def test_dashboards_show_nothing_foreign(readers: Readers) -> None:
    """All content is on a topic everybody follows, and old enough for its review to be due."""
    topic = Topic.objects.get(slug="recht")
    for model in MODELS.values():
        relation = model.topics.field
        model.topics.through.objects.bulk_create(
            model.topics.through(**{f"{relation.m2m_field_name()}_id": pk, "topic": topic})
            for pk in model.objects.values_list("pk", flat=True)
        )
        if model is not Question:
            model.objects.update(published_at=timezone.now() - timedelta(days=900))
    for persona, account in readers.items():
        if not isinstance(account, User):
            continue
        choose_topics(actor=account, topics=[topic], now=timezone.now())
        response = client_of(account).get("/uebersicht/")
        assert (persona, response.status_code) == (persona, 200)
        shown = found_in(response.content.decode())
        assert (persona, shown - granted_markers(persona)) == (persona, set())
        assert (persona, bool(shown)) == (persona, True)


def test_api_answers_what_the_table_grants(readers: Readers) -> None:
    for persona, reader in readers.items():
        client, expected = client_of(reader), granted_markers(persona)
        listed = set()
        for url in API_LISTS:
            answer = client.get(url).json()
            markers = found_in(json.dumps(answer))
            assert (persona, url, markers - expected) == (persona, url, set())
            listed |= markers if "search" not in url else set()
        assert (persona, listed) == (persona, expected)
        for item in ALL:
            collection = {"news": "news"}.get(item.kind, item.kind.replace("_", "-") + "s")
            collection = {"case-studys": "case-studies"}.get(collection, collection)
            status = client.get(f"/api/v1/{collection}/{item.key}").status_code
            assert (persona, item, status) == (
                persona,
                item,
                200 if item.marker in expected else 404,
            )


def test_a_switched_off_account_is_a_stranger(readers: Readers) -> None:
    reader = readers["staff of A"]
    client = client_of(reader)
    User.objects.filter(pk=reader.pk).update(is_active=False)
    shown = found_in(client.get("/api/v1/search?page_size=50").content.decode())
    assert shown == granted_markers("anonymous")


def test_the_table_names_every_persona() -> None:
    assert len(GRANTED) == 14
    assert len(ALL) == 30
    assert len(MARKERS) == len(ALL) + len(IN_FILES) == 36
