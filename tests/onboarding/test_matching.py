"""Stable matching: what must hold for every input, tried on all small ones and many large ones."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations, product

import pytest

from portal.onboarding.matching import match

Wishes = Mapping[int, Sequence[str]]
Rankings = Mapping[str, Sequence[int]]
Places = Mapping[str, int]


def blocking_pairs(
    wishes: Wishes, rankings: Rankings, places: Places, found: Mapping[int, str]
) -> list[tuple[int, str]]:
    """Pairs who name each other and would both rather have each other than what they got."""
    return [
        (seeker, mentor)
        for seeker, wished in wishes.items()
        for mentor in wished
        if seeker in rankings.get(mentor, ())
        and _prefers(wished, mentor, found.get(seeker))
        and _would_take(rankings[mentor], seeker, places.get(mentor, 0), _held(found, mentor))
    ]


def _prefers(wished: Sequence[str], mentor: str, has: str | None) -> bool:
    return has is None or wished.index(mentor) < wished.index(has)


def _held(found: Mapping[int, str], mentor: str) -> list[int]:
    return [seeker for seeker, hers in found.items() if hers == mentor]


def _would_take(ranking: Sequence[int], seeker: int, places: int, held: list[int]) -> bool:
    if len(held) < places:
        return True
    return any(ranking.index(seeker) < ranking.index(other) for other in held)


def check(wishes: Wishes, rankings: Rankings, places: Places) -> dict[int, str]:
    found = match(wishes, rankings, places)
    assert blocking_pairs(wishes, rankings, places, found) == []
    for mentor in rankings:
        assert len(_held(found, mentor)) <= max(0, places.get(mentor, 0))
    for seeker, mentor in found.items():
        assert mentor in wishes[seeker]
        assert seeker in rankings[mentor]
    return found


def _orders(of: Sequence) -> list[tuple]:
    return [order for length in range(len(of) + 1) for order in permutations(of, length)]


def test_every_small_case_is_stable() -> None:
    """Two seekers, two mentors: every list of wishes, every ranking, every number of places."""
    cases = 0
    for one, two in product(_orders("AB"), repeat=2):
        for of_a, of_b in product(_orders((1, 2)), repeat=2):
            for places in product((0, 1, 2), repeat=2):
                check(
                    {1: one, 2: two}, {"A": of_a, "B": of_b}, dict(zip("AB", places, strict=True))
                )
                cases += 1
    assert cases == 5**4 * 9


def _random_case(seed: int) -> tuple[Wishes, Rankings, Places]:
    chance = random.Random(seed)
    seekers, mentors = range(chance.randint(0, 12)), "ABCDEFG"[: chance.randint(0, 7)]

    def some(of: Sequence) -> list:
        return chance.sample(list(of), chance.randint(0, len(of)))

    wishes = {seeker: some(mentors) for seeker in seekers}
    rankings = {mentor: some(seekers) for mentor in mentors}
    return wishes, rankings, {mentor: chance.randint(0, 5) for mentor in mentors}


def _shuffled(case: Mapping, chance: random.Random) -> dict:
    items = list(case.items())
    chance.shuffle(items)
    return dict(items)


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_large_cases_are_stable_and_do_not_depend_on_the_order(first: int) -> None:
    for seed in range(first, first + 100):
        wishes, rankings, places = _random_case(seed)
        found, chance = check(wishes, rankings, places), random.Random(seed)
        again = match(
            _shuffled(wishes, chance), _shuffled(rankings, chance), _shuffled(places, chance)
        )
        assert (seed, again) == (seed, found)


def _all_stable(wishes: Wishes, rankings: Rankings, places: Places) -> Iterator[dict[int, str]]:
    options = [[None, *wished] for wished in wishes.values()]
    for choice in product(*options):
        found = {s: m for s, m in zip(wishes, choice, strict=True) if m is not None}
        fits = all(s in rankings[m] for s, m in found.items())
        fits = fits and all(len(_held(found, m)) <= places[m] for m in rankings)
        if fits and not blocking_pairs(wishes, rankings, places, found):
            yield found


def test_of_all_stable_results_it_is_the_best_for_every_seeker() -> None:
    compared = 0
    for seed in range(60):
        chance = random.Random(seed)
        wishes = {seeker: chance.sample("ABC", 3) for seeker in range(4)}
        rankings = {mentor: chance.sample(range(4), 4) for mentor in "ABC"}
        places = {mentor: chance.randint(1, 2) for mentor in "ABC"}
        best = match(wishes, rankings, places)
        for other in _all_stable(wishes, rankings, places):
            for seeker, mentor in other.items():
                assert wishes[seeker].index(best[seeker]) <= wishes[seeker].index(mentor)
            compared += other != best
    assert compared > 10


def test_nobody_is_matched_with_whom_she_did_not_name() -> None:
    assert match({1: ["A", "Z"]}, {"A": [2], "B": [1]}, {"A": 1, "B": 1}) == {}
    assert match({}, {}, {}) == {}
