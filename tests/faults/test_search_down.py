"""Elasticsearch away or hanging: everything else goes on, and nothing written meanwhile is lost."""

import os
import secrets
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from elasticsearch import Elasticsearch

from forum.models import Question
from portal.members.models import User
from portal.outbox.delivery import deliver_pending, retry_waiting_now
from portal.outbox.models import Entry, EntryQuerySet
from search.boosts import Because, Mark
from search.engines.elastic import SEARCH_SECONDS, ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.port import EngineUnavailable
from tests.contracts.engines import document, look
from tests.factories.forum import ask
from tests.factories.members import HARBURG, organisation, person_of
from tests.faults.proxy import Proxy


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    made = Proxy(os.environ["TEST_ELASTICSEARCH_URL"])
    yield made
    made.close()


@pytest.fixture
def engine(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElasticEngine]:
    prefix = f"faults-{secrets.token_hex(5)}"
    made = ElasticEngine.at(f"{proxy.url}/{prefix}")
    monkeypatch.setattr("search.reactions.engine", lambda: made)
    monkeypatch.setattr("search.service.engine", lambda: made)
    yield made
    made._client.close()
    with Elasticsearch(os.environ["TEST_ELASTICSEARCH_URL"]) as direct:
        for name in direct.indices.get(index=f"{prefix}-*").body:
            direct.indices.delete(index=name)


@pytest.fixture
def author(db: None) -> User:
    return person_of(organisation(HARBURG))


@pytest.mark.elasticsearch
@pytest.mark.parametrize("fault", ["cut", "hang"])
def test_questions_asked_meanwhile_are_found_afterwards(
    engine: ElasticEngine, proxy: Proxy, author: User, client: Client, fault: str, record_property
) -> None:
    before = ask(author, title="Vorher gefragt und gefunden", visibility="public")
    deliver_pending(timezone.now())
    assert EntryQuerySet(Entry).open().count() == 0
    engine._client = engine._client.options(request_timeout=1)
    getattr(proxy, fault)()
    meanwhile = [ask(author, title=f"Meanwhile Nummer {n}", visibility="public") for n in range(5)]
    deliver_pending(timezone.now())
    assert EntryQuerySet(Entry).open().count() == 5
    started = time.monotonic()
    response = client.get("/suche/?q=Nummer", headers={"accept-language": "de"})
    record_property("seconds", time.monotonic() - started)
    assert response.status_code == 200
    assert response.context["page"].degraded is True
    assert {hit.plain_title for hit in response.context["page"].hits} == {
        question.title for question in meanwhile
    }
    assert "eingeschränkt" in response.content.decode()
    # However long the fault lasts, the answer comes within two seconds.
    assert SEARCH_SECONDS < 2
    proxy.mend()
    engine._client = engine._client.options(request_timeout=20)
    retry_waiting_now(timezone.now())
    deliver_pending(timezone.now())
    assert EntryQuerySet(Entry).open().count() == 0
    assert engine.count() == 6 == Question.objects.count()
    page = client.get("/suche/?q=Nummer").context["page"]
    assert (page.degraded, page.total) == (False, 5)
    assert before.title in client.get("/suche/?q=Vorher").content.decode().replace(
        "<mark>", ""
    ).replace("</mark>", "")


@pytest.mark.elasticsearch
def test_a_deleted_alias_is_not_replaced_by_a_guessed_index(engine: ElasticEngine) -> None:
    engine.update([document("one", body="Plan")], ())
    alias = engine._client.indices.get_alias(name=engine._write).body
    (index,) = alias
    engine._client.indices.delete_alias(index=index, name=engine._write)
    engine.update([document("two", body="Plan")], ())
    mapping = engine._client.indices.get_mapping(index=engine._read).body
    assert all(entry["mappings"]["dynamic"] == "strict" for entry in mapping.values())


@pytest.mark.elasticsearch
def test_a_read_only_index_postpones(engine: ElasticEngine, author: User) -> None:
    engine.update([document("one", body="Plan")], ())
    settings = {"index.blocks.write": True}
    engine._client.indices.put_settings(index=engine._write, settings=settings)
    ask(author, visibility="public")
    deliver_pending(timezone.now())
    assert EntryQuerySet(Entry).open().count() == 1
    engine._client.indices.put_settings(index=engine._write, settings={"index.blocks.write": False})
    deliver_pending(timezone.now() + timedelta(minutes=1))
    assert EntryQuerySet(Entry).open().count() == 0
    assert engine.count() == 2


@pytest.mark.elasticsearch
def test_one_refused_document_does_not_stop_the_rest(engine: ElasticEngine) -> None:
    bad = document("bad", body="Plan", marks=(Mark(Because.ACCEPTED, degree=1e300),))
    failures = engine.update([document("good", body="Plan"), bad], ())
    assert [(reference.key, failure.permanent) for reference, failure in failures.items()] == [
        ("bad", True)
    ]
    assert [hit.reference.key for hit in look(engine, "Plan").hits] == ["good"]


def test_a_locked_embedded_index_postpones(tmp_path, author: User, monkeypatch) -> None:
    writer, other = EmbeddedEngine(tmp_path), EmbeddedEngine(tmp_path)
    writer.update([document("one", body="Plan")], ())
    with pytest.raises(EngineUnavailable):
        other.update([document("two", body="Plan")], ())
    monkeypatch.setattr("search.reactions.engine", lambda: other)
    ask(author, visibility="public")
    deliver_pending(timezone.now())
    assert EntryQuerySet(Entry).open().count() == 1
    writer.close()
    deliver_pending(timezone.now() + timedelta(minutes=1))
    assert EntryQuerySet(Entry).open().count() == 0
    assert other.count() == 2
    other.close()
