"""What is made of what people type."""

import pytest

from search import weights
from search.query import LONGEST_TEXT, MOST_WORDS, bounded, understand
from tests.contracts.engines import Words


def terms(text: str, *words: str, exact: bool = False) -> dict[tuple[str, str], float]:
    understood = understand(text, Words(*words), exact=exact)
    return {(term.stream, term.word): term.weight for term in understood.terms}


def test_one_word_asks_every_stream_once() -> None:
    assert terms("Dialoge", "dialoge") == {
        ("words", "dialoge"): weights.WORDS,
        ("stems", "dialog"): weights.STEMS,
        ("parts", "dialog"): weights.PARTS,
        ("title_parts", "dialog"): weights.TITLE,
        ("file_parts", "dialog"): weights.FILES,
    }


def test_parts_of_a_compound_weigh_less_than_the_whole() -> None:
    found = terms("Bürgerdialog", "buergerdialog")
    assert found["parts", "burgerdialog"] == weights.PARTS
    assert found["parts", "burg"] == found["parts", "dialog"] == weights.SPLIT_PARTS


def test_question_words_are_dropped_unless_there_is_nothing_else() -> None:
    assert {word for _stream, word in terms("Wie macht ihr das mit dem Plan?", "plan")} == {
        "macht",
        "plan",
    }
    assert ("words", "wer") in terms("wer", "wer")


def test_neighbours_are_joined_where_the_joined_word_exists() -> None:
    assert ("words", "buergerdialog") in terms("Bürger Dialog", "buergerdialog")
    assert ("words", "verwaltungsgericht") in terms("Verwaltung Gericht", "verwaltungsgericht")
    assert ("words", "buergerdialog") not in terms("Bürger Dialog", "buerger", "dialog")


@pytest.mark.parametrize(
    ("typed", "known", "near"),
    [
        ("fecebook", "facebook", ("facebook",)),
        ("facebok", "facebook", ("facebook",)),
        ("barrierfreihiet", "barrierefreiheit", ("barrierefreiheit",)),
        ("hous", "haus", ()),
        ("gacebook", "facebook", ()),
        ("fazebouk", "facebook", ("facebook",)),
        ("planne", "dialog", ()),
    ],
)
def test_unknown_words_get_their_neighbours(typed: str, known: str, near: tuple[str, ...]) -> None:
    assert understand(typed, Words(known)).corrections == ({typed: near} if near else {})


def test_a_known_word_or_another_form_of_it_is_not_corrected() -> None:
    assert understand("dialoge", Words("dialog", "dialoga")).corrections == {}


def test_a_part_of_a_compound_is_no_misspelt_word() -> None:
    words = Words("krisenkommunikation", "kreise")
    assert understand("Krise", words).corrections == {}
    assert understand("Kreisd", words).corrections == {"kreisd": ("kreise",)}
    assert understand("Krise", Words("kreise")).corrections == {"krise": ("kreise",)}


def test_corrections_weigh_less_and_exact_has_none() -> None:
    found = terms("Fecebook", "facebook")
    assert found["parts", "facebook"] == weights.PARTS * weights.CORRECTION
    assert ("parts", "facebook") not in terms("Fecebook", "facebook", exact=True)


def test_what_is_typed_is_bounded() -> None:
    assert len(bounded("wort " * 100_000)) == LONGEST_TEXT
    assert bounded("a\x00b\u202ec  d") == "abc d"
    assert len(understand(" ".join(f"w{n}" for n in range(100)), Words()).words) == MOST_WORDS
    assert understand("🙂 ?!", Words()).terms == ()
