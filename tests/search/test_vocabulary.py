"""The words of texts, by who may read them."""

import pytest

from search.models import Word
from search.vocabulary import LONGEST, Vocabulary, learn

pytestmark = pytest.mark.django_db

PUBLIC = frozenset({"public"})


def test_words_are_learnt_once(words: Vocabulary) -> None:
    learn([("public", "dialog"), ("public", "dialog"), ("org:7", "dialog"), ("public", "x" * 99)])
    learn([("public", "dialog")])
    assert sorted(Word.objects.values_list("audience", "text")) == [
        ("org:7", "dialog"),
        ("public", "dialog"),
    ]
    assert LONGEST < 99


def test_another_process_sees_what_was_learnt(words: Vocabulary) -> None:
    other = Vocabulary()
    learn([("public", "dialog")])
    assert "dialog" in other.of(PUBLIC)
    learn([("public", "redaktion")])
    assert "redaktion" not in other.of(PUBLIC)
    other.expire()
    assert "redaktion" in other.of(PUBLIC)


def test_words_of_others_neither_correct_nor_hinder(words: Vocabulary) -> None:
    learn([("public", "dialog"), ("org:7", "dialoge"), ("org:7", "fusionsplan")])
    public, county = words.of(PUBLIC), words.of({"public", "org:7"})
    assert public.neighbours("fusionsplann") == ()
    assert county.neighbours("fusionsplann") == ("fusionsplan",)
    assert not public.knows("fusionsplan")
    assert county.knows("fusionsplaene") or county.knows("fusionsplan")
    assert public.neighbours("dialogx") == ("dialog",)
    assert words.of({"org:8"}).neighbours("dialogx") == ()
