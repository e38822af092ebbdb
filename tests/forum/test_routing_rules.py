"""The ranking of counties: bounded, in a lasting order; and the table of a request's states."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from forum.rules.request_states import NEXT, PENDING, RequestState, sources_of
from forum.rules.routing import CAPACITY, WEIGHTS, Candidate, ranked, score_of
from portal.members.experience import Clue, freshness


def candidate(pk: int = 1, load: int = 0, name: str = "Kreis", **amounts: float) -> Candidate:
    clues = {kind: Clue(amount, f"{kind} {amount:g}") for kind, amount in amounts.items()}
    return Candidate(pk=pk, slug=f"kreis-{pk}", name=name, load=load, clues=clues)


def order(*candidates: Candidate) -> list[int]:
    return [one.pk for one in ranked(candidates)]


def test_nobody_is_suggested_without_evidence() -> None:
    assert order(candidate(1), candidate(2, channel=0.0)) == []


def test_more_evidence_comes_first_and_each_kind_counts() -> None:
    assert order(
        candidate(1, channel=1), candidate(2, case_study=1), candidate(3, accepted=1),
        candidate(4, similar=1), candidate(5, similar=1, channel=1),
    ) == [5, 4, 3, 2, 1]  # fmt: skip


def test_no_kind_is_worth_more_than_its_weight() -> None:
    for kind, weight in WEIGHTS.items():
        assert weight * 0.99 < score_of(candidate(**{kind: 1_000.0})) < weight
    # Ten of a kind are not worth ten times one.
    assert score_of(candidate(case_study=10)) < 2 * score_of(candidate(case_study=1))


@pytest.mark.parametrize(("load", "expected"), [(0, [1, 2]), (2, [2, 1]), (CAPACITY, [2])])
def test_who_is_asked_a_lot_falls_behind_and_out(load: int, expected: list[int]) -> None:
    assert order(candidate(1, load, accepted=2), candidate(2, accepted=1)) == expected


def test_with_the_whole_load_on_all_nobody_is_suggested() -> None:
    assert order(candidate(1, CAPACITY, accepted=9), candidate(2, CAPACITY + 3, accepted=9)) == []


def test_ties_are_settled_by_load_then_name_whatever_the_order() -> None:
    alike: list[Any] = [
        candidate(1, name="Stade", accepted=1),
        candidate(2, name="Celle", accepted=1),
        candidate(3, name="Celle", accepted=1),
    ]
    assert order(*alike) == order(*reversed(alike)) == [2, 3, 1]


def test_few_are_suggested_with_their_reasons() -> None:
    found = ranked([candidate(n, name=str(n), accepted=n, case_study=1) for n in range(1, 9)])
    assert [one.pk for one in found] == [8, 7, 6, 5, 4]
    assert found[0].reasons == ("case_study 1", "accepted 8")
    assert [one.pk for one in ranked([candidate(1, accepted=1), candidate(2, accepted=2)], 1)] == [
        2
    ]


def test_what_is_known_is_worth_half_after_two_years() -> None:
    now = timezone.now()
    worth = [round(freshness(now - timedelta(days=days), now), 3) for days in (-5, 0, 730, 1460)]
    assert worth == [1.0, 1.0, 0.5, 0.25]
    assert freshness(None, now) == 0.0


def test_every_state_has_its_line() -> None:
    assert set(NEXT) == set(RequestState)
    assert {state for state in RequestState if not NEXT[state]} == {
        RequestState.HANDED_ON, RequestState.DECLINED, RequestState.ANSWERED,
    }  # fmt: skip
    assert sources_of(RequestState.TAKEN) == {RequestState.OPEN}
    assert sources_of(RequestState.EXPIRED) == PENDING
    assert sources_of(RequestState.ANSWERED) == PENDING | {RequestState.EXPIRED}
    assert sources_of(RequestState.OPEN) == {RequestState.WITHDRAWN}
