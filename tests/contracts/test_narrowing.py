"""Phrases, exclusions, days and counts: the same on both engines, and never beyond one's rights."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from search.port import Engine, Results
from tests.contracts.engines import (
    SAME_BM25,
    counts,
    document,
    elastic,
    embedded,
    keys,
    look,
)


def found(results: Results) -> list[str]:
    return sorted(keys(results))


def put(engine: Engine, *documents) -> None:
    assert engine.update(documents, ()) == {}


def test_a_phrase_is_found_in_its_order_and_form_only(engine: Engine) -> None:
    put(
        engine,
        document("both", body="Wir geben offene Daten heraus."),
        document("title", "Offene Daten", "Ein Bericht"),
        document("hyphen", body="Die Offene-Daten-Strategie"),
        document("turned", body="Daten, offene Fragen"),
        document("apart", body="offene Behörde, viele Daten"),
        document("form", body="offenen Daten"),
        # The title ends as the phrase begins.
        document("edge", "Alles offene", "Daten und mehr"),
    )
    assert found(look(engine, "", phrases=(("offene", "daten"),))) == ["both", "hyphen", "title"]
    assert found(look(engine, "", phrases=(("daten",),))) == [
        "apart", "both", "edge", "form", "hyphen", "title", "turned",
    ]  # fmt: skip
    assert found(look(engine, "Bericht", phrases=(("offene", "daten"),))) == ["title"]
    assert found(look(engine, "", phrases=(("offene", "daten"), ("bericht",)))) == ["title"]


def test_umlauts_in_phrases_are_spelled_either_way(engine: Engine) -> None:
    put(engine, document("one", body="Die Buerger fragen"), document("two", body="die Bürger da"))
    assert found(look(engine, "", phrases=(("die", "buerger"),))) == ["one", "two"]


def test_an_excluded_word_goes_in_all_its_forms_a_phrase_only_so(engine: Engine) -> None:
    put(
        engine,
        document("plain", body="Ein Plan"),
        document("form", body="Ein Plan, viele Gewinnspiele"),
        document("compound", body="Ein Plan der Gewinnspielregeln"),
        document("words", body="Ein Plan in leichter Sprache"),
        document("phrase", body="Ein Plan: leichte Sprache"),
    )
    assert found(look(engine, "Plan", without=(("gewinnspiel",),))) == [
        "compound", "phrase", "plain", "words",
    ]  # fmt: skip
    assert found(look(engine, "Plan", without=(("leichte", "sprache"), ("gewinnspiel",)))) == [
        "compound", "plain", "words",
    ]  # fmt: skip
    # Without anything to look for, all but these, the newest first.
    assert look(engine, "", without=(("plan",),)).total == 0
    assert look(engine, "", without=(("sprache",),)).total == 3


def test_days_are_those_of_germany_and_both_included(engine: Engine) -> None:
    put(
        engine,
        document("before", published_at=datetime(2024, 4, 30, 21, 59, 59, tzinfo=UTC)),
        document("first", published_at=datetime(2024, 4, 30, 22, 0, tzinfo=UTC)),
        document("last", published_at=datetime(2024, 5, 2, 21, 59, 59, tzinfo=UTC)),
        document("after", published_at=datetime(2024, 5, 2, 22, 0, tzinfo=UTC)),
    )
    first, last = date(2024, 5, 1), date(2024, 5, 2)
    assert found(look(engine, since=first, until=last)) == ["first", "last"]
    assert found(look(engine, since=last)) == ["after", "last"]
    assert found(look(engine, until=first)) == ["before", "first"]
    assert found(look(engine, since=last, until=first)) == []
    assert counts(look(engine, since=first, until=last), "year") == {"2024": 2}


def test_solved_and_language_narrow_and_count(engine: Engine) -> None:
    english = "The county is on Facebook and it works for the people of this county."
    put(
        engine,
        document("yes", body="Wie geht es mit Facebook?", solved=True),
        document("no", body="Wie geht das mit Facebook?", solved=False),
        document("study", body=english, kind="case_study"),
    )
    everything = look(engine, "Facebook")
    assert counts(everything, "solved") == {"yes": 1, "no": 1}
    assert counts(everything, "language") == {"de": 2, "en": 1}
    assert found(look(engine, "Facebook", solved=("no",))) == ["no"]
    assert found(look(engine, "Facebook", languages=("en",))) == ["study"]


def test_a_facet_counts_among_the_hits_of_all_other_filters(engine: Engine) -> None:
    put(
        engine,
        document("1", body="Plan", topics=("recht",), channels=("facebook",)),
        document("2", body="Plan", topics=("recht",), channels=("x",), kind="news"),
        document("3", body="Plan", topics=("personal",), channels=("x",)),
        document("4", body="Plan", topics=("personal", "recht"), kind="news"),
        document("other", body="Anderes", topics=("strategie",)),
    )
    one = look(engine, "Plan", topics=("recht",))
    assert (found(one), counts(one, "topic")) == (["1", "2", "4"], {"recht": 3, "personal": 2})
    assert counts(one, "kind") == {"news": 2, "question": 1}
    two = look(engine, "Plan", topics=("recht",), kinds=("news",))
    assert found(two) == ["2", "4"]
    assert counts(two, "topic") == {"recht": 2, "personal": 1}
    assert counts(two, "kind") == {"news": 2, "question": 1}
    assert counts(two, "channel") == {"x": 1}
    several = look(engine, "Plan", topics=("recht", "personal"), kinds=("question",))
    assert (several.total, counts(several, "topic")) == (2, {"recht": 1, "personal": 1})
    assert counts(look(engine, "Plan", topics=("unsinn",)), "topic") == {"recht": 3, "personal": 2}


def test_no_count_and_no_phrase_tells_of_what_one_may_not_read(engine: Engine) -> None:
    secret = {"audience": frozenset({"org:7"}), "organisation": "landkreis-peine"}
    put(
        engine,
        document("public", body="Plan offen", topics=("recht",), solved=True),
        document(
            "secret", body="Plan geheime Fusion", topics=("strategie",), solved=False, **secret
        ),
    )
    for fields in (
        {"topics": ("recht", "strategie")},
        {"organisations": ("landkreis-peine", "landkreis-osnabrueck")},
        {"solved": ("yes", "no")},
        {"years": ("2024",)},
        {"languages": ("de",)},
        {"without": (("recht",),)},
        {"since": date(2020, 1, 1)},
    ):
        results = look(engine, "Plan", **fields)
        assert keys(results) == ["public"], fields
        assert {name: counts(results, name) for name in results.facets} == {
            "kind": {"question": 1},
            "organisation": {"landkreis-osnabrueck": 1},
            "topic": {"recht": 1},
            "channel": {},
            "year": {"2024": 1},
            "solved": {"yes": 1},
            "language": {"de": 1},
        }, fields
    for fields in ({"phrases": (("geheime", "fusion"),)}, {"organisations": ("landkreis-peine",)}):
        results = look(engine, "Plan", **fields)
        assert (results.total, counts(results, "topic")) == (0, {})


def test_what_is_not_counted_costs_nothing(engine: Engine) -> None:
    put(engine, document("one", body="Plan"))
    results = look(engine, "Plan", kinds=("question",), counted=False)
    assert (keys(results), results.facets) == (["one"], {})


@pytest.mark.elasticsearch
def test_engines_agree_on_what_is_narrowed(tmp_path: Path) -> None:
    bodies = ["offene Daten für alle", "Daten offene Wege", "offene Wege und offene Daten", "Wege"]
    documents = [
        document(f"{n}", f"Plan {n % 3}", bodies[n % 4] * (1 + n % 2), topics=(f"t{n % 5}",))
        for n in range(40)
    ]
    asked = (
        {"phrases": (("offene", "daten"),)},
        {"phrases": (("offene", "daten"),), "without": (("wege",),)},
        {"without": (("plan", "1"),), "topics": ("t1", "t2")},
    )
    with elastic(SAME_BM25) as one, embedded(tmp_path) as other:
        put(one, *documents)
        put(other, *documents)
        for fields in asked:
            first = look(one, "Daten Plan", page_size=50, **fields)
            second = look(other, "Daten Plan", page_size=50, **fields)
            assert found(first) == found(second) != []
            assert counts(first, "topic") == counts(second, "topic")
