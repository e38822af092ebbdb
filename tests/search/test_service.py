"""What a reader gets: hits she may see now, and an honest word about the rest."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from forum.facts import QuestionEdited
from forum.models import Question
from portal.kernel.content import Reference
from portal.members.audiences import tokens_of
from portal.members.models import User
from portal.outbox.recording import record
from search.engines.embedded import EmbeddedEngine
from search.port import EngineUnavailable, Query
from search.service import SearchPage, search
from tests.factories.casestudies import case_study, guideline, news
from tests.factories.forum import ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation

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


def test_a_rare_word_is_asked_about_where_its_neighbour_finds_much_more(
    harburg: User, osnabrueck: User, deliver: Deliver
) -> None:
    ask(harburg, title="Unsere Fecebook-Werbung", visibility="public")
    for number in range(5):
        ask(harburg, title=f"Facebook {number}", visibility="public")
        ask(harburg, title=f"Moderation {number}", visibility="county")
    ask(osnabrueck, title="Die Moderatien", visibility="public")
    deliver()
    page = look(AnonymousUser(), "fecebook")
    assert (titles(page), page.meant, page.corrected) == (
        ["Unsere Fecebook-Werbung"], "Facebook", (),
    )  # fmt: skip
    assert look(AnonymousUser(), "fecebook", exact=True).meant == ""
    assert look(AnonymousUser(), "Facebook").meant == ""
    # Who may not read the better known word is not asked about it.
    assert look(harburg, "Moderatien").meant == "Moderation"
    for reader in (osnabrueck, AnonymousUser()):
        page = look(reader, "Moderatien")
        assert (titles(page), page.meant, page.corrected) == (["Die Moderatien"], "", ())


def test_where_a_known_word_finds_nothing_its_neighbour_is_shown_at_once(
    harburg: User, deliver: Deliver
) -> None:
    gone = ask(harburg, title="Unser Fecebook", visibility="public")
    ask(harburg, title="Facebook für alle", visibility="public")
    deliver()
    Question.objects.filter(pk=gone.pk).update(visibility="county")
    page = look(AnonymousUser(), "fecebook kreis:harburg", operators=True)
    assert (titles(page), page.corrected) == (["Facebook für alle"], (("fecebook", "Facebook"),))
    assert page.corrected_text == "Facebook kreis:harburg"
    assert titles(look(AnonymousUser(), "fecebook", exact=True)) == []


def test_a_suggestion_is_never_made_of_what_was_withdrawn(harburg: User, deliver: Deliver) -> None:
    ask(harburg, title="Unser Fecebook", visibility="public")
    for number in range(5):
        ask(harburg, title=f"Facebook {number}", visibility="public")
    deliver()
    Question.objects.filter(title__startswith="Facebook").update(visibility="county")
    page = look(AnonymousUser(), "fecebook")
    assert (titles(page), page.meant, page.corrected) == (["Unser Fecebook"], "", ())


def test_typed_filters_join_the_chosen_ones(
    harburg: User, osnabrueck: User, deliver: Deliver
) -> None:
    ask(harburg, title="Plan aus Harburg", visibility="public")
    ask(osnabrueck, title="Plan aus Osnabrück", visibility="public")
    case_study(organisation(OSNABRUECK), title="Plan mit Erfolg")
    deliver()

    def typed(text: str, **fields: Any) -> SearchPage:
        return look(AnonymousUser(), text, operators=True, **fields)

    assert titles(typed("plan kreis:harb")) == ["Plan aus Harburg"]
    assert sorted(titles(typed("plan kreis:harb kreis:osnabrueck art:frage"))) == [
        "Plan aus Harburg",
        "Plan aus Osnabrück",
    ]
    assert titles(typed("kreis:harb")) == ["Plan aus Harburg"]
    both = typed("plan kreis:harb", organisations=(organisation(OSNABRUECK).slug,))
    assert (both.total, both.chosen) == (
        3, {"organisation": (organisation(OSNABRUECK).slug, organisation(HARBURG).slug)},
    )  # fmt: skip
    assert titles(typed('"plan aus" -osnabrück')) == ["Plan aus Harburg"]
    # Words of a program's query are words: a title asks for no filter.
    assert look(AnonymousUser(), 'Plan "aus Erfolg" kreis:harb').total == 3
    unknown = typed("plan kreis:entenhausen")
    assert (unknown.total, unknown.chosen) == (3, {})


def test_why_a_hit_was_found_is_told_who_asks(harburg: User, deliver: Deliver) -> None:
    ask(
        harburg, title="Bürgerdialog im Netz", body="Auch auf Facebook, sagt ihr.",
        visibility="public",
    )  # fmt: skip
    deliver()
    (hit,) = look(AnonymousUser(), "Netze Dialog Fecebook").hits
    assert hit.why == ()
    with override("de"):
        (hit,) = look(AnonymousUser(), "Netze Dialog Fecebook", explained=True).hits
        assert hit.why == (
            "im Titel: „Netz“",
            "als Teil eines Wortes: „Bürgerdialog“",
            "in anderer Schreibweise: „Facebook“",
        )
        (hit,) = look(AnonymousUser(), "Facebook", explained=True).hits
        assert hit.why == ("im Text: „Facebook“",)


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


def test_all_kinds_are_checked_at_once(
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
    with django_assert_num_queries(2):  # what waits for its delivery, and what she may see
        page = look(AnonymousUser(), "Haushalt")
    assert {hit.reference.kind for hit in page.hits} == {
        "case_study", "guideline", "news", "question",
    }  # fmt: skip
    assert page.total == 8


def test_what_waits_for_its_delivery_is_not_even_counted(harburg: User, deliver: Deliver) -> None:
    gone = ask(harburg, title="Haushalt geheim", visibility="public")
    ask(harburg, title="Haushalt offen", visibility="public")
    ask(harburg, title="Haushalt offen und klar", visibility="public")
    deliver()
    Question.objects.filter(pk=gone.pk).update(visibility="county")
    record(QuestionEdited(reference=gone.reference))
    page = look(AnonymousUser(), "Haushalt", page_size=1, page=2)
    assert (page.total, [(one.value, one.count) for one in page.facets["kind"]]) == (
        2, [("question", 2)],
    )  # fmt: skip
    # Whoever may read it still finds it.
    assert (look(harburg, "Haushalt").total, look(harburg, "geheim").total) == (3, 1)


def test_words_taken_out_are_not_shown_while_the_index_is_late(
    harburg: User, deliver: Deliver
) -> None:
    edited = ask(harburg, title="Ärger um Rufmord", visibility="public")
    deliver()
    Question.objects.filter(pk=edited.pk).update(title="Ärger um Namen", body_text="Alles gut.")
    record(QuestionEdited(reference=edited.reference))
    (hit,) = look(AnonymousUser(), "Ärger").hits
    assert (hit.plain_title, "Alles gut." in hit.snippet) == ("Ärger um Namen", True)
    page = look(AnonymousUser(), "Rufmord")
    assert (titles(page), page.total) == ([], 0)
