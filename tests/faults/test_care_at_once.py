"""Of what moderators and writers do at once with the same questions, one outcome stays, told."""

import pytest

from tests.journeys.site import installation

# What comes true whoever is first; see the stories for what each word means.
OUTCOMES = {
    "cross": (1, 1, True),
    "ring": (True, True, True),
    "closing": (True, True, True, True),
    "posting": (True, True, True, True),
    "splitting": (2, 1, True, True),
    "undoing": (True, True, 1, True),
}
ROUNDS = 3


@pytest.mark.postgresql
def test_of_what_happens_at_once_one_outcome_stays(tmp_path) -> None:
    with installation(tmp_path, DEMO="off") as made:
        code = f"from tests.faults.care_at_once import tell; tell({ROUNDS})"
        told = made.must_run("shell", "--no-imports", "-c", code)
        assert told.splitlines() == [
            f"{story}: {outcome}" for story, outcome in OUTCOMES.items() for _round in range(ROUNDS)
        ]
