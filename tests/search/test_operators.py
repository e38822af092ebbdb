"""What is read out of a text that people type."""

import pytest
from django.utils.translation import gettext_lazy, override

from search.operators import MOST_FILTERS, MOST_PHRASES, MOST_WITHOUT, Unknown, read, values_of

NAMES = {
    "organisation": {
        "landkreis-osnabrueck": "Landkreis Osnabrück",
        "stadt-osnabrueck": "Stadt Osnabrück",
        "landkreis-harburg": "Landkreis Harburg",
        "landkreis-hof": "Landkreis Hof",
        "hofheim": "Hofheim am Taunus",
        **{f"kreis-{n}": f"Kreis Nummer {n}" for n in range(30)},
    },
    "topic": {"datenschutz": "Datenschutz", "bild-und-video": "Bild und Video"},
    "channel": {"x": "X (früher Twitter)", "facebook": "Facebook"},
    "kind": {"question": gettext_lazy("Question"), "case_study": gettext_lazy("Case study")},
}


def typed(text: str):
    return read(text, lambda: NAMES)


@pytest.mark.parametrize(
    ("text", "words", "phrases", "without"),
    [
        ("Plan im Alltag", "Plan im Alltag", (), ()),
        ('Plan "Offene Daten" neu', "Plan neu", (("offene", "daten"),), ()),
        ("„Offene Daten“", "", (("offene", "daten"),), ()),
        ("»Offene Daten«", "", (("offene", "daten"),), ()),
        ('("E-Mail")', "( )", (("e", "mail"),), ()),
        ("Plan -Gewinnspiele", "Plan", (), (("gewinnspiele",),)),
        ('Plan -"leichte Sprache"', "Plan", (), (("leichte", "sprache"),)),
        ("-E-Mail Kreis-App", "Kreis-App", (), (("e", "mail"),)),
        ("Soll - oder -- nicht", "Soll - oder -- nicht", (), ()),
        ('Plan "nicht zu', 'Plan "nicht zu', (), ()),
        ('a "b c" "d', 'a "d', (("b", "c"),), ()),
        ('"" -"" "?!"', "", (), ()),
        ("foo:bar https://a.example/?q=1", "foo:bar https://a.example/?q=1", (), ()),
        ("kreis: thema:", "kreis: thema:", (), ()),
        ("Landkreis:harburg", "Landkreis:harburg", (), ()),
    ],
)
def test_phrases_and_exclusions(text, words, phrases, without) -> None:
    found = typed(text)
    assert (found.words, found.phrases, found.without) == (words, phrases, without)
    assert (found.narrowed, found.unknown, found.unfiltered) == ((), (), _plain(text))


def _plain(text: str) -> str:
    return " ".join(text.translate(str.maketrans("„“»«", '""""')).split())


@pytest.mark.parametrize(
    ("facet", "value", "meant"),
    [
        ("organisation", "landkreis-harburg", ("landkreis-harburg",)),
        ("organisation", "Landkreis Harburg", ("landkreis-harburg",)),
        ("organisation", "harb", ("landkreis-harburg",)),
        ("organisation", "OSNABRUECK", ("landkreis-osnabrueck", "stadt-osnabrueck")),
        ("organisation", "osnabrück", ("landkreis-osnabrueck", "stadt-osnabrueck")),
        ("organisation", "landkreis osn", ("landkreis-osnabrueck",)),
        ("organisation", "hof", ("landkreis-hof",)),
        ("organisation", "hofh", ("hofheim",)),
        ("organisation", "kreis", ()),
        ("organisation", "entenhausen", ()),
        ("organisation", "?!", ()),
        ("organisation", "", ()),
        ("topic", "daten", ("datenschutz",)),
        ("topic", "video", ("bild-und-video",)),
        ("channel", "x", ("x",)),
        ("channel", "Twitter", ("x",)),
        ("kind", "Fragen", ("question",)),
        ("kind", "question", ("question",)),
        ("kind", "fallbeispiele", ("case_study",)),
        ("year", "2024", ("2024",)),
        ("year", "2022-2024", ("2022", "2023", "2024")),
        ("year", "2024 – 2023", ("2023", "2024")),
        ("year", "24", ()),
        ("year", "٢٠٢٤", ()),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_values_are_slugs_names_or_their_beginnings(facet, value, meant, language) -> None:
    with override(language):
        assert values_of(facet, value, NAMES) == meant


def test_several_filters_and_the_text_without_each() -> None:
    found = typed('KREIS:harburg Plan kreis:"Stadt Osnabrück" jahr:2024 "so hier"')
    assert [(one.facet, one.values) for one in found.narrowed] == [
        ("organisation", ("landkreis-harburg",)),
        ("organisation", ("stadt-osnabrueck",)),
        ("year", ("2024",)),
    ]
    assert found.narrowed[1].rest == 'KREIS:harburg Plan jahr:2024 "so hier"'
    assert (found.words, found.unfiltered) == ("Plan", 'Plan "so hier"')


def test_what_nobody_knows_is_said_and_looked_for_as_words() -> None:
    found = typed('Plan kreis:entenhausen art:"ganz neu"')
    assert found.unknown == (Unknown("kreis", "entenhausen"), Unknown("art", "ganz neu"))
    assert (found.words, found.narrowed) == ("Plan entenhausen ganz neu", ())


def test_names_are_asked_for_only_where_a_filter_was_typed() -> None:
    def fail():
        raise AssertionError

    assert read('Plan "so" -nicht', fail).words == "Plan"


def test_all_of_it_is_bounded() -> None:
    found = typed('"a b" -c kreis:harburg thema:nichts ' * 100)
    assert (len(found.phrases), len(found.without)) == (MOST_PHRASES, MOST_WITHOUT)
    assert len(found.narrowed) + len(found.unknown) == MOST_FILTERS
    (long,) = typed('"' + "wort " * 1000 + '"').phrases
    assert len(long) == 16
