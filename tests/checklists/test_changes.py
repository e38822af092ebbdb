"""What is new in a guideline, beside what was taken over."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from portal.checklists.changes import (
    LiveStep,
    News,
    Words,
    changes_between,
    digest_of,
    live_steps,
)
from portal.kernel.diff import Piece

ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)


@dataclass(frozen=True)
class Taken:
    key: UUID
    words: Words
    is_removed: bool = False


def words(text: str) -> Words:
    return Words(text, f"<p>{text}</p>", text)


@pytest.mark.parametrize(
    ("taken", "live", "news"),
    [
        ({ONE: "a", TWO: "b"}, {ONE: "a", TWO: "b"}, []),
        ({ONE: "a", TWO: "b"}, {TWO: "b", ONE: "a"}, []),
        ({ONE: "a"}, {ONE: "a", TWO: "b"}, [(News.NEW, TWO)]),
        ({ONE: "a"}, {ONE: "b"}, [(News.CHANGED, ONE)]),
        ({ONE: "a", TWO: "b"}, {TWO: "b"}, [(News.REMOVED, ONE)]),
        (
            {ONE: "a", TWO: "b"},
            {THREE: "c", TWO: "x"},
            [(News.NEW, THREE), (News.CHANGED, TWO), (News.REMOVED, ONE)],
        ),
    ],
)
def test_steps_are_compared_by_their_keys(taken, live, news) -> None:
    there = [Taken(key, words(text)) for key, text in taken.items()]
    now = [LiveStep(key, words(text)) for key, text in live.items()]
    assert [(one.news, one.key) for one in changes_between(there, now)] == news


def test_what_was_removed_is_new_when_it_comes_back_and_no_news_while_it_is_gone() -> None:
    gone = [Taken(ONE, words("a"), is_removed=True)]
    assert changes_between(gone, []) == []
    assert [one.news for one in changes_between(gone, [LiveStep(ONE, words("a"))])] == [News.NEW]


def test_a_change_is_shown_word_by_word_and_named_by_what_it_says_now() -> None:
    def change(before: str, after: str):
        return changes_between([Taken(ONE, words(before))], [LiveStep(ONE, words(after))])[0]

    assert change("nie löschen", "nie sperren").text_diff == [
        Piece("", "nie "), Piece("del", "löschen"), Piece("ins", "sperren"),
    ]  # fmt: skip
    assert change("a", "c").digest == change("b", "c").digest
    assert change("a", "c").digest != change("a", "d").digest
    assert digest_of([]) != digest_of([change("a", "c")])


def test_steps_are_read_from_what_the_page_keeps() -> None:
    kept = {"steps": [{"key": str(ONE), "title": "T", "html": "<p>a <b>b</b></p>"}]}
    assert live_steps(kept) == [LiveStep(ONE, Words("T", "<p>a <b>b</b></p>", "a b"))]
    assert live_steps({}) == []
