"""German words: folded, stemmed, split."""

import pytest

from search.analysis.folding import MAX_WORD_LENGTH, fold, tokens
from search.analysis.stemming import stem
from search.analysis.streams import analyse, parts_of, stem_of, terms_in, terms_of


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Bürger", "buerger"),
        ("Bu\u0308rger", "buerger"),
        ("Café", "cafe"),
        ("Ærø", "aero"),
    ],
)
def test_folding(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_tokens_stand_where_they_stood_in_the_text() -> None:
    text = "Die E-Mail-Adresse, 2024: „Größe“"
    assert [(token.word, text[token.start : token.end]) for token in tokens(text)] == [
        ("die", "Die"),
        ("e", "E"),
        ("mail", "Mail"),
        ("adresse", "Adresse"),
        ("2024", "2024"),
        ("groesse", "Größe"),
    ]


def test_endless_words_are_cut() -> None:
    (token,) = tokens("x" * 5_000)
    assert (len(token.word), token.end) == (MAX_WORD_LENGTH, 5_000)


@pytest.mark.parametrize(
    "forms",
    [
        ("haus", "haeuser", "haeusern", "hauses"),
        ("dialog", "dialoge", "dialogen", "dialogs"),
        ("landkreis", "landkreise", "landkreisen", "landkreises"),
        ("veroeffentlichung", "veroeffentlichungen"),
        ("regel", "regeln"),
        ("neue", "neuer", "neues", "neuen", "neuem"),
    ],
)
def test_forms_of_a_word_share_their_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    "forms",
    [
        ("video", "videos"),
        ("kita", "kitas"),
        ("azubi", "azubis"),
        ("handy", "handys"),
        ("newsletter", "newsletters"),
        ("buergermeister", "buergermeisters"),
    ],
)
def test_an_s_that_the_stemmer_leaves_goes_by_the_lexicon(forms: tuple[str, ...]) -> None:
    assert len({stem_of(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["kreis", "chaos", "campus", "glas", "status", "news"])
def test_an_s_of_the_word_itself_stays(word: str) -> None:
    assert stem_of(word) == word


@pytest.mark.parametrize(
    ("small", "noun"),
    [("seit", "seite"), ("wegen", "radweg"), ("meisten", "buergermeister"), ("statt", "staetten")],
)
def test_small_words_are_not_found_for_nouns(small: str, noun: str) -> None:
    assert not set(terms_of(small)) & set(terms_of(noun))
    assert terms_of(small) == (stem_of(small),)


def test_a_compound_in_the_plural_has_the_parts_of_its_singular() -> None:
    assert set(parts_of("handyvideos")) == set(parts_of("handyvideo")) == {"handy", "video"}


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("buergerdialog", {"burg", "dialog"}),
        ("facebookseite", {"facebook", "seit"}),
        ("kreistagshaushalt", {"kreistag", "haushalt", "kreis", "tag", "haus", "halt"}),
        ("strassenverkehrsamt", {"strassenverkehr", "amt", "strass", "verkehr"}),
        ("redaktionsplan", {"redaktion", "plan"}),
        ("pressestelle", {"press", "stell"}),
        ("krisenkommunikation", {"kris", "kommunikation"}),
    ],
)
def test_compounds_are_split_at_every_level(word: str, parts: set[str]) -> None:
    assert set(parts_of(word)) == parts


def test_verbs_in_compounds_meet_their_nouns() -> None:
    assert set(parts_of("impfzentrum")) == {"impf", "zentrum"}
    assert "impf" in {*terms_of("impfungen")} & {*terms_of("impfen")}


@pytest.mark.parametrize("word", ["haus", "dialog", "osnabrueck", "freundlichkeit", "x" * 60])
def test_simple_words_are_not_split(word: str) -> None:
    assert parts_of(word) == ()


def test_streams() -> None:
    streams = analyse("Die Bürgerdialoge")
    assert streams.words == ("die", "buergerdialoge")
    assert streams.stems == ("die", "burgerdialog")
    assert set(streams.parts) == {"die", "burgerdialog", "burg", "dialog"}
    assert set(terms_of("buergerdialoge")) == {"burgerdialog", "burg", "dialog"}


def test_the_terms_of_a_text_are_its_parts_each_once() -> None:
    text = "Bürgerdialoge und Impfungen, noch mehr Bürgerdialoge: IMPFEN!"
    assert terms_in(text) == set(analyse(text).parts)
