"""Few tries tell little."""

import pytest

from portal.replication.rules import wilson_lower_bound


@pytest.mark.parametrize(
    ("worked", "tries", "bound"),
    [(0, 0, 0.0), (0, 5, 0.0), (1, 1, 0.206543), (9, 10, 0.595848), (3, 4, 0.300636)],
)
def test_the_bound_is_wilsons(worked: int, tries: int, bound: float) -> None:
    assert wilson_lower_bound(worked, tries) == pytest.approx(bound, abs=1e-5)


def test_nine_of_ten_beat_one_of_one() -> None:
    pairs = [(1, 1), (9, 10), (0, 3), (4, 8)]
    assert sorted(pairs, key=lambda pair: -wilson_lower_bound(*pair)) == [
        (9, 10),
        (4, 8),
        (1, 1),
        (0, 3),
    ]
