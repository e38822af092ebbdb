"""What a reader gets: hits she may see now, and an honest word about the rest."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from forum.models import Question
from portal.kernel.content import Reference
from portal.members.audiences import tokens_of
from portal.members.models import User
from search.engines.embedded import EmbeddedEngine
from search.port import EngineUnavailable, Query
from search.service import SearchPage, search
from tests.factories.casestudies import case_study, guideline, news
from tests.factories.forum import ask
from tests.factories.members import OSNABRUECK, organisation

Deliver = Callable[[], int]


def look(reader: User | AnonymousUser, text: str, **fields: Any) -> SearchPage:
    return search(reader, Query(text=text, audience=tokens_of(reader), **fields))


def titles(page: SearchPage) -> list[str]:
    return [hit.plain_title for hit in page.hits]


def test_what_was_withdrawn_after_indexing_is_not_shown(harburg: User, deliver: Deliver) -> None:
    gone = ask(harburg, title="Haushalt geheim", visibility="public")
    ask(harburg, title="Haushalt offen", visibility="public")
    deliver()
    Question.objects.filter(pk=gone.pk).update(visibility="county")
    page = look(AnonymousUser(), "Haushalt")
    assert (titles(page), page.total) == (["Haushalt offen"], 1)


def test_a_deleted_thing_leaves_the_index(harburg: User, engine: EmbeddedEngine) -> None:
    from search.reactions import reindex

    question = ask(harburg, visibility="public")
    reindex([question.reference])
    assert engine.count() == 1
    Question.objects.filter(pk=question.pk).delete()
    assert reindex([question.reference, Reference("gone", "1")]) == {}
    assert engine.count() == 0


def test_corrections_are_named_from_what_the_reader_sees(
    harburg: User, osnabrueck: User, deliver: Deliver
) -> None:
    ask(harburg, title="Die Fusionsgespräche", visibility="county")
    ask(harburg, title="Unsere Facebookseite", visibility="public")
    deliver()
    assert look(harburg, "Fusionsgesprache").corrected == ()  # the same stem: no typo
    assert look(harburg, "Fusionsgesprähce").corrected == (
        ("fusionsgespraehce", "Fusionsgespräche"),
    )
    for reader in (osnabrueck, AnonymousUser()):
        page = look(reader, "Fusionsgesprähce")
        assert (page.corrected, page.total) == ((), 0)
    assert look(AnonymousUser(), "Facebokseite").corrected == (("facebokseite", "Facebookseite"),)
    assert titles(look(AnonymousUser(), "Facebokseite", exact=True)) == []


def test_without_the_engine_titles_are_searched(
    harburg: User, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(harburg, title="Haushalt für alle", visibility="public")
    ask(harburg, title="Haushalt nur für uns", visibility="county")

    def fail(*_arguments: object) -> None:
        raise EngineUnavailable("gone")

    monkeypatch.setattr(engine, "search", fail)
    page = look(AnonymousUser(), "Haushalt")
    assert (titles(page), page.total, page.degraded) == (["Haushalt für alle"], 1, True)
    assert titles(look(AnonymousUser(), "Haushalt", kinds=("news",))) == []
    assert len(look(harburg, "Haushalt").hits) == 2


def test_all_kinds_are_checked_by_one_query(
    harburg: User, deliver: Deliver, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    of = organisation(OSNABRUECK)
    for number in range(2):
        case_study(of, title=f"Haushalt {number}")
        guideline(of, title=f"Haushalt {number}")
        news(of, title=f"Haushalt {number}")
        ask(harburg, title=f"Haushalt {number}", visibility="public")
    deliver()
    look(AnonymousUser(), "Haushalt")  # reads the vocabulary, as every process does now and then
    with django_assert_num_queries(1):
        page = look(AnonymousUser(), "Haushalt")
    assert {hit.reference.kind for hit in page.hits} == {
        "case_study", "guideline", "news", "question",
    }  # fmt: skip
    assert page.total == 8
