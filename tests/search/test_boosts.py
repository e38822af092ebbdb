"""What a mark is worth and how it is said."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from search.boosts import BOOSTS, Because, Mark, boost_of, freshness, said
from search.engines.stored import held_as, packed, unpacked
from tests.contracts.engines import document

TODAY = date(2024, 6, 1)


def test_every_reason_has_its_worth_and_its_line() -> None:
    assert set(BOOSTS) == set(Because)
    lines = said([Mark(because) for because in Because], TODAY)
    assert len(set(lines)) == len(Because)


def test_marks_multiply_and_none_changes_nothing() -> None:
    assert boost_of(()) == 1.0
    assert boost_of([Mark(Because.ACCEPTED)]) == 1.15
    assert boost_of([Mark(Because.ACCEPTED, degree=0.5), Mark(Because.OBSOLETE)]) == pytest.approx(
        1.075 * 0.3
    )


@pytest.mark.parametrize(
    ("days", "degree"), [(-3, 1.0), (0, 1.0), (365, 1.0), (547, 0.5), (730, 0.0), (5_000, 0.0)]
)
def test_a_review_counts_for_a_year_and_then_less(days: int, degree: float) -> None:
    assert freshness(TODAY - timedelta(days=days), TODAY) == pytest.approx(degree, abs=0.01)


def test_marks_are_said_in_one_line_each() -> None:
    marks = [
        Mark(Because.REPLICATED, degree=0.3, part=3, whole=4),
        Mark(Because.REVIEWED, on=date(2024, 5, 20)),
        Mark(Because.REVIEWED, on=date(2024, 4, 1)),
        Mark("of a later version"),
    ]
    with override("de"):
        assert said(marks, TODAY) == [
            "hat sich in 3 von 4 Kreisen bewährt, die es versucht haben",
            "im letzten Monat geprüft",
            "vor 2 Monaten geprüft",
        ]


def test_marks_come_back_from_an_index_as_they_went_in() -> None:
    marks = (Mark(Because.REVIEWED, 0.5, on=TODAY), Mark(Because.REPLICATED, 0.1, 1, 2))
    assert unpacked(packed(document("one", marks=marks)), 1.0).marks == marks


def test_a_mark_that_fades_makes_no_document_outdated() -> None:
    fresh, faded = (Mark(Because.REVIEWED, degree=degree, on=TODAY) for degree in (1.0, 0.4))
    obsolete = Mark(Because.OBSOLETE)
    digests = [
        held_as(document("one", marks=marks)).digest for marks in ((fresh,), (faded,), (obsolete,))
    ]
    assert (digests[0] == digests[1], digests[0] == digests[2]) == (True, False)
