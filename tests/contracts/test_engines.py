"""One contract, two engines: the same cases with the same outcomes."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.kernel.content import Reference
from search.analysis.streams import stem_of
from search.boosts import Because, Mark
from search.engines.embedded import _schema as embedded_schema
from search.engines.layout import STREAMS
from search.engines.stored import held_as
from search.port import Document, Engine, EngineUnavailable, FileText, Query, Results, Term
from search.query import understand
from search.synonyms.lines import Line
from search.synonyms.thesaurus import Thesaurus
from tests.contracts.engines import (
    PUBLIC,
    SAME_BM25,
    Words,
    counts,
    document,
    elastic,
    embedded,
    keys,
    look,
    typed,
)


def put(engine: Engine, *documents: Document) -> None:
    assert engine.update(documents, ()) == {}


# What people type, and the text that must be found by it (and the other must not come first).
GERMAN = [
    ("Bürgerdialoge", "Wir führen den Dialog mit Bürgern im Netz."),
    ("Bürger Dialog", "Der Bürgerdialog fand in der Kreisverwaltung statt."),
    ("Bürgerdialog", "Ein Dialog mit den Bürgerinnen und Bürgern beginnt."),
    ("Facebookseite", "Unsere Seite bei Facebook hat viele Leser."),
    ("Seite bei Facebook", "Die Facebookseite des Landkreises."),
    ("Buerger", "Viele Bürger schreiben uns."),
    ("Bürger", "Die Buerger fragen nach."),
    ("Strasse", "Die Straße ist gesperrt."),
    ("Häuser", "Ein Haus am See."),
    ("Haus", "Die Häuser sind alt."),
    ("Veröffentlichungen", "Jede Veroeffentlichung wird geprüft."),
    ("Datenschutz", "Die Datenschutzbeauftragte hat zugestimmt."),
    ("Redaktionspläne", "Ein Redaktionsplan hilft im Alltag."),
    ("Wie plant man einen Redaktionsplan?", "Ein Redaktionsplan hilft im Alltag."),
    ("OSNABRÜCK", "Der Landkreis Osnabrück hat Erfahrung."),
    ("E-Mail", "Schreiben Sie eine E-Mail."),
]


@pytest.mark.parametrize(("text", "body"), GERMAN)
def test_german_is_understood(engine: Engine, text: str, body: str) -> None:
    put(
        engine,
        document("wanted", body=body),
        document("other", body="Der Kreistag beriet über Zahlen und Fristen."),
    )
    vocabulary = Words("buergerdialog", "facebookseite")
    assert keys(look(engine, text, vocabulary)) == ["wanted"]


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("Fecebook", "Beiträge auf Facebook"),
        ("Moderaton", "Die Moderation der Kommentare"),
        ("Barrierfreihiet", "Barrierefreiheit ist Pflicht"),
    ],
)
def test_a_typo_is_forgiven(engine: Engine, typed: str, body: str) -> None:
    put(engine, document("wanted", body=body), document("other", body="Etwas ganz anderes"))
    words = Words("facebook", "moderation", "barrierefreiheit")
    assert keys(look(engine, typed, words)) == ["wanted"]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Twitterkanäle", Line("Twitter, X")),
        ("Social Media", Line("Social Media, soziale Medien")),
        ("Kanzlei", Line("Kanzlei", "Rechtsamt")),
        ("Facebok", Line("Facebook, FB")),
    ],
)
def test_synonyms_are_found_below_what_was_typed(engine: Engine, typed: str, line: Line) -> None:
    put(
        engine,
        document("typed", body="Twitterkanäle, Social Media, Kanzlei und Facebok im Alltag"),
        document("meant", body="X, soziale Medien, Rechtsamt und FB im Alltag im Kreishaus"),
        document("hidden", body="X, soziale Medien, Rechtsamt, FB", audience=frozenset({"org:7"})),
        document("other", body="Der Kreistag beriet über Zahlen und Fristen im Alltag."),
    )
    words = Words("facebook")
    terms = understand(typed, words, synonyms=Thesaurus([line])).terms
    results = engine.search(Query(text=typed, audience=PUBLIC), terms)
    assert (keys(results), results.total) == (["typed", "meant"], 2)
    assert keys(
        engine.search(Query(text=typed, audience=PUBLIC), understand(typed, words).terms)
    ) == ["typed"]


def test_titles_weigh_more(engine: Engine) -> None:
    put(
        engine,
        document("body", "Aus dem Alltag", "Über Moderation und vieles mehr im Alltag"),
        document("title", "Moderation im Alltag", "Über vieles und noch mehr"),
    )
    assert keys(look(engine, "Moderation")) == ["title", "body"]


@pytest.mark.parametrize("stream", ["words", "stems", "parts", "title_parts"])
def test_one_stream_alone_is_counted_like_its_hits(engine: Engine, stream: str) -> None:
    put(engine, document("a", title="Anker"), document("b", title="Boje"))
    term = Term(stream, "anker" if stream == "words" else stem_of("anker"), 1.0)
    results = engine.search(Query(text="Anker", audience=PUBLIC), [term])
    assert [hit.reference.key for hit in results.hits] == ["a"]
    assert (results.total, [one.count for one in results.facets["kind"]]) == (1, [1])


def test_boost_decides_between_equals(engine: Engine) -> None:
    put(
        engine,
        document("plain", body="Dienst am Wochenende"),
        document("solved", body="Dienst am Wochenende", marks=(Mark(Because.ACCEPTED),)),
    )
    assert keys(look(engine, "Wochenende")) == ["solved", "plain"]


def test_updating_replaces(engine: Engine) -> None:
    put(engine, document("one", body="Entwurf eines Plans"))
    put(engine, document("one", body="Endgültige Fassung"))
    assert keys(look(engine, "Entwurf")) == []
    assert keys(look(engine, "Fassung")) == ["one"]
    assert engine.count() == 1


def test_deleting_removes_and_is_idempotent(engine: Engine) -> None:
    put(engine, document("one", body="Plan"))
    for _time in range(2):
        assert engine.update((), [Reference("question", "one")]) == {}
    assert keys(look(engine, "Plan")) == []
    assert engine.count() == 0


def test_kinds_with_the_same_key_are_apart(engine: Engine) -> None:
    put(engine, document("1", body="Plan"), document("1", body="Plan", kind="news"))
    assert look(engine, "Plan").total == 2
    engine.update((), [Reference("news", "1")])
    assert [hit.reference.kind for hit in look(engine, "Plan").hits] == ["question"]


def test_what_one_may_not_read_is_neither_found_nor_counted(engine: Engine) -> None:
    secret = {"audience": frozenset({"org:7"}), "organisation": "landkreis-peine"}
    put(
        engine,
        document("public", body="Haushalt offen", topics=("recht",)),
        document("secret", body="Haushalt geheim", topics=("strategie",), **secret),
        document("members", body="Haushalt intern", audience=frozenset({"members"})),
    )
    results = look(engine, "Haushalt")
    assert keys(results) == ["public"]
    assert results.total == 1
    assert {name: counts(results, name) for name in results.facets} == {
        "kind": {"question": 1},
        "organisation": {"landkreis-osnabrueck": 1},
        "topic": {"recht": 1},
        "channel": {},
        "year": {"2024": 1},
        "solved": {},
        "language": {"de": 1},
    }
    assert keys(look(engine, "geheim")) == []
    everything = look(engine, audience=frozenset({"public", "members", "org:7"}))
    assert sorted(keys(everything)) == ["members", "public", "secret"]
    assert keys(look(engine, organisations=("landkreis-peine",))) == []


def test_a_made_up_token_opens_nothing(engine: Engine) -> None:
    put(engine, document("secret", body="Plan", audience=frozenset({"org:7"})))
    for token in ("org:77", "org:", "*", "org:7 OR public", ""):
        assert keys(look(engine, "Plan", audience=frozenset({token}))) == []


# What has been typed so far, and the titles it must lead to.
TYPED = [
    ("Bü", {"dialog", "buero"}),
    ("bu", {"dialog", "buero"}),
    ("BUERG", {"dialog", "buero"}),
    ("bürgerd", {"dialog"}),
    ("dialo", {"dialog"}),
    ("Dialoge", {"dialog"}),
    ("kommentare mod", {"moderation"}),
    ("mod kommentare", set()),
    ("Kommentare ", {"moderation"}),
    ("Kommentar ", {"moderation"}),
    ("Kommen ", set()),
    ("wie moderiert man Kommentare", {"moderation"}),
    ("im Bürgerb", {"buero"}),
    ("Straßens", {"strasse"}),
    ("strassen sperr", {"strasse"}),
    ("sperr", {"strasse"}),
    ("Meldung", set()),
]


@pytest.mark.parametrize(("text", "found"), TYPED)
def test_titles_are_found_by_what_is_typed_so_far(
    engine: Engine, text: str, found: set[str]
) -> None:
    put(
        engine,
        document("dialog", "Bürgerdialog", "Eine Meldung im Text zählt nicht."),
        document("buero", "Öffnungszeiten im Bürgerbüro"),
        document("moderation", "Wer moderiert am Wochenende Kommentare?"),
        document("strasse", "Straßensperrung melden"),
    )
    assert set(typed(engine, text)) == found


def test_nothing_is_suggested_to_whom_may_not_read_it(engine: Engine) -> None:
    put(
        engine,
        document("public", "Haushalt offen"),
        document("members", "Haushalt intern", audience=frozenset({"members"})),
        document("secret", "Haushalt geheim", audience=frozenset({"org:7"})),
    )
    assert typed(engine, "Haush") == ["public"]
    assert typed(engine, "geh") == []
    assert sorted(typed(engine, "Haush", audience=frozenset({"public", "members"}))) == [
        "members",
        "public",
    ]
    assert typed(engine, "Haush", audience=frozenset({"org:77"})) == []
    assert typed(engine, "Haush", kinds=("news",)) == []


def test_suggestions_follow_what_changes(engine: Engine) -> None:
    put(engine, document("one", "Haushalt"), document("two", "Haushaltsrede"))
    put(engine, document("one", "Personal"))
    engine.update((), [Reference("question", "two")])
    assert (typed(engine, "Haush"), typed(engine, "Pers")) == ([], ["one"])


def test_an_obsolete_title_comes_last(engine: Engine) -> None:
    put(
        engine,
        document("old", "Haushalt", marks=(Mark(Because.OBSOLETE),)),
        document("new", "Haushalt"),
    )
    assert typed(engine, "Haus") == ["new", "old"]


def test_an_index_of_another_version_asks_for_a_rebuild(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with embedded(tmp_path) as engine, monkeypatch.context() as earlier:
        earlier.setattr("search.engines.embedded.STREAMS", STREAMS[:-1])
        earlier.setattr("search.engines.embedded.SCHEMA", embedded_schema())
        put(engine, document("old", "Haushalt"))
    with embedded(tmp_path) as engine:
        for refused in (lambda: put(engine, document("new")), lambda: look(engine, "Haushalt")):
            with pytest.raises(EngineUnavailable, match="rebuild_search"):
                refused()
        with engine.rebuild() as builder:
            builder.add([document("rebuilt", "Haushalt")])
            builder.swap()
        assert typed(engine, "Haus") == ["rebuilt"]


def test_filters_narrow_and_count(engine: Engine) -> None:
    put(
        engine,
        document("1", body="Plan", topics=("recht",), channels=("facebook", "x")),
        document("2", body="Plan", topics=("recht", "personal"), kind="news"),
        document("3", body="Plan", published_at=datetime(2021, 3, 1, tzinfo=UTC)),
    )
    assert counts(look(engine, "Plan"), "topic") == {"recht": 2, "personal": 1}
    assert counts(look(engine, "Plan"), "year") == {"2024": 2, "2021": 1}
    assert sorted(keys(look(engine, "Plan", topics=("recht",)))) == ["1", "2"]
    assert keys(look(engine, "Plan", topics=("recht",), kinds=("news",))) == ["2"]
    assert sorted(keys(look(engine, "Plan", years=("2021", "2024"), kinds=("question",)))) == [
        "1",
        "3",
    ]
    assert counts(look(engine, "Plan", channels=("x",)), "channel") == {"facebook": 1, "x": 1}
    assert keys(look(engine, "Plan", topics=("unsinn",))) == []


def test_pages_hold_every_hit_once(engine: Engine) -> None:
    put(engine, *(document(f"{n:02}", body="Plan " + "mit Zusatz " * n) for n in range(25)))
    pages = [keys(look(engine, "Plan", page=page)) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert len({key for page in pages for key in page}) == 25
    assert look(engine, "Plan", page=2).total == 25


def test_without_words_the_newest_come_first(engine: Engine) -> None:
    put(
        engine,
        *(
            document(str(year), published_at=datetime(year, 1, 1, tzinfo=UTC))
            for year in (2021, 2024, 2019)
        ),
    )
    assert keys(look(engine)) == ["2024", "2021", "2019"]


ODD = [
    "x" * 100_000,
    "wort " * 20_000,
    "🙂 🏛️",
    "\u202eabc\u202c",
    "a\x00b",
    '"',
    "(((",
    "AND OR NOT",
    "audience:public",
    "*:*",
    "_exists_:audience",
    "' OR 1=1 --",
    "\\",
    "{}[]^~!",
    "½ ²",
    "ﬁ",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_nothing_typed_is_an_error(engine: Engine, text: str) -> None:
    put(engine, document("one", body="Plan"))
    assert look(engine, text).total in {0, 1}
    assert typed(engine, text) in ([], ["one"])


@pytest.mark.parametrize(
    ("page", "page_size"), [(0, 10), (-5, 10), (10**9, 50), (1, 0), (1, 10**9)]
)
def test_paging_is_bounded(engine: Engine, page: int, page_size: int) -> None:
    put(engine, document("one", body="Plan"))
    assert look(engine, "Plan", page=page, page_size=page_size).total == 1


def test_stored_text_comes_back_whole(engine: Engine) -> None:
    given = document("one", "Größe & <b>Maß</b>", "Zeile 1\nZeile 2 – „so“", url="/fragen/1/x/")
    put(engine, given)
    (hit,) = look(engine, "Größe").hits
    assert (hit.title, hit.body, hit.url) == (given.title, given.body, given.url)
    assert (hit.organisation, hit.organisation_name) == (
        given.organisation,
        given.organisation_name,
    )
    assert hit.published_at == given.published_at
    assert hit.score > 0


def test_rebuild_swaps_at_once(engine: Engine) -> None:
    put(engine, document("old", body="Plan"))
    with engine.rebuild() as builder:
        builder.add([document("new", body="Plan"), document("gone", body="Plan")])
        assert keys(look(engine, "Plan")) == ["old"]
        put(engine, document("meanwhile", body="Plan"))
        assert sorted(keys(look(engine, "Plan"))) == ["meanwhile", "old"]
        builder.remove([Reference("question", "gone"), Reference("question", "never")])
        builder.swap()
    assert keys(look(engine, "Plan")) == ["new"]
    put(engine, document("later", body="Plan"))
    assert sorted(keys(look(engine, "Plan"))) == ["later", "new"]


def test_rebuild_holds_what_was_added_last(engine: Engine) -> None:
    with engine.rebuild() as builder:
        builder.add([document("changed", body="Plan"), document("back", body="Plan")])
        builder.add([document("changed", body="Skizze")])
        builder.remove([Reference("question", "back")])
        builder.add([document("back", body="Skizze")])
        builder.swap()
    assert keys(look(engine, "Plan")) == []
    assert sorted(keys(look(engine, "Skizze"))) == ["back", "changed"]


def test_rebuild_that_fails_leaves_the_old_one(engine: Engine) -> None:
    put(engine, document("old", body="Plan"))
    with pytest.raises(ZeroDivisionError), engine.rebuild() as builder:
        builder.add([document("new", body="Plan" * (1 // 0))])
    assert keys(look(engine, "Plan")) == ["old"]


def test_leftovers_of_killed_rebuilds_go_with_the_next(tmp_path: Path) -> None:
    with embedded(tmp_path) as engine:
        put(engine, document("old"))
        (tmp_path / "generation-killed").mkdir()
        with engine.rebuild() as builder:
            builder.swap()
        assert [folder.name for folder in tmp_path.glob("generation-*")] == [
            (tmp_path / "current").read_text()
        ]


@pytest.mark.elasticsearch
def test_indices_of_killed_rebuilds_go_with_the_next() -> None:
    with elastic() as engine:
        put(engine, document("old"))
        engine._create_index()
        with engine.rebuild() as builder:
            builder.swap()
        assert len(engine._client.indices.get(index=f"{engine._prefix}-*").body) == 1


@pytest.mark.elasticsearch
def test_indices_of_others_are_left_alone() -> None:
    with elastic() as engine, elastic() as guest:
        guest._prefix = f"{engine._prefix}-test"
        put(guest, document("theirs", body="Plan"))
        unfinished = guest._create_index()
        with engine.rebuild() as builder:
            builder.swap()
        assert guest._client.indices.exists(index=unfinished)
        assert keys(look(guest, "Plan")) == ["theirs"]


@pytest.mark.elasticsearch
def test_without_aliases_nothing_is_guessed_and_a_rebuild_helps() -> None:
    with elastic() as engine:
        assert look(engine, "Plan").total == 0
        put(engine, document("old", body="Plan"))
        (index,) = engine._living()
        for alias in (engine._read, engine._write):
            engine._client.indices.delete_alias(index=index, name=alias)
        with pytest.raises(EngineUnavailable):
            put(engine, document("new", body="Plan"))
        with pytest.raises(EngineUnavailable):
            look(engine, "Plan")
        with engine.rebuild() as builder:
            builder.add([document("rebuilt", body="Plan")])
            builder.swap()
        assert keys(look(engine, "Plan")) == ["rebuilt"]


@pytest.mark.elasticsearch
def test_engines_agree_on_the_top_ten(tmp_path: Path) -> None:
    subjects = ("Moderation", "Datenschutz", "Redaktionsplan", "Bürgerdialog", "Krise")
    verbs = ("planen", "prüfen", "ändern", "melden")
    documents = [
        document(
            f"{a}{b}{n}",
            f"{subjects[a]} {verbs[b]}",
            f"{subjects[(a + n) % 5]} und {subjects[b]} " * (n + 1) + "im Alltag " * (b * n),
        )
        for a in range(5)
        for b in range(4)
        for n in range(5)
    ]
    with elastic(SAME_BM25) as one, embedded(tmp_path) as other:
        put(one, *documents)
        put(other, *documents)
        for text in ("Datenschutz prüfen", "Bürgerdialog", "Krise im Alltag", "Plan der Redaktion"):
            first, second = look(one, text, page_size=50), look(other, text, page_size=50)
            assert first.total == second.total
            assert _ranked(first) == _ranked(second)


def _ranked(results: Results) -> list[list[str]]:
    """Group the hits by score, to two digits relative to the best: ties may stand in any order."""
    best = results.hits[0].score
    groups: dict[float, list[str]] = {}
    for hit in results.hits[:20]:
        groups.setdefault(round(hit.score / best, 2), []).append(hit.reference.key)
    return [sorted(group) for group in groups.values()][:10]


def test_what_the_index_holds_can_be_compared(engine: Engine) -> None:
    assert list(engine.held()) == []
    secret = document("secret", body="Plan", audience=frozenset({"org:7", "org:8"}))
    news = document("1", body="Plan", kind="news", topics=("recht", "personal"))
    put(engine, secret, news, *(document(f"{n}", body="Plan " * n) for n in range(30)))
    assert engine.counts() == {"question": 31, "news": 1}
    held = {one.reference: one for one in engine.held()}
    assert len(held) == 32
    assert held[secret.reference] == held_as(secret)
    assert held[secret.reference].audience == {"org:7", "org:8"}
    asked = [news.reference, Reference("news", "never")]
    assert list(engine.held(asked)) == [held_as(news)]
    changed = dataclasses.replace(news, title="Anders")
    put(engine, changed)
    assert list(engine.held([news.reference])) == [held_as(changed)]
    assert held_as(changed).digest != held_as(news).digest


def test_files_are_found_with_their_page_and_named(engine: Engine) -> None:
    handbook = FileText("Leitfaden.pdf", "Vorspann. " * 2_000 + "Der Datenschutzbeauftragte nickt.")
    form = FileText("Antrag.odt", "Ein Formular für den Bürgerdialog")
    put(
        engine,
        document("with", "Unterlagen", "Zwei Dateien", files=(handbook, form)),
        document("without", "Der Datenschutz im Titel", "Beauftragte nicken"),
        document("hidden", "Geheim", files=(handbook,), audience=frozenset({"org:7"})),
    )
    results = look(engine, "Datenschutzbeauftragter")
    assert keys(results) == ["without", "with"]
    files = results.hits[1].files
    assert [(one.name, stem_of("datenschutzbeauftragte") in one.terms) for one in files] == [
        ("Leitfaden.pdf", True),
        ("Antrag.odt", False),
    ]
    assert keys(look(engine, "Bürger Dialog", Words("buergerdialog"))) == ["with"]


def test_a_long_file_does_not_bury_the_page_itself(engine: Engine) -> None:
    put(
        engine,
        document("plain", "Redaktionsplan", "So planen wir"),
        document(
            "long", "Redaktionsplan", "So planen wir", files=(FileText("a.txt", "x " * 9_000),)
        ),
    )
    first, second = look(engine, "Redaktionsplan").hits
    assert first.score == pytest.approx(second.score)


def test_nothing_is_left_over_but_what_a_killed_rebuild_left(engine: Engine) -> None:
    put(engine, document("one"))
    assert list(engine.leftovers()) == []
    with engine.rebuild():
        assert len(engine.leftovers()) == 1
    assert list(engine.leftovers()) == []


@pytest.mark.elasticsearch
def test_an_index_that_knows_less_fields_refuses_for_now(monkeypatch: pytest.MonkeyPatch) -> None:
    with elastic() as engine:
        with monkeypatch.context() as patch:
            patch.setattr("search.engines.elastic.STREAMS", STREAMS[:-1])
            assert look(engine).total == 0
        (failure,) = engine.update([document("one", body="Plan")], ()).values()
        assert not failure.permanent
        with engine.rebuild() as builder:
            builder.swap()
        put(engine, document("one", body="Plan"))
