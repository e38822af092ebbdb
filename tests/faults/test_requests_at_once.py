"""Of what happens to a request at once one outcome stays, and the others are told."""

import pytest

from tests.journeys.site import installation

# What comes true whoever is first; see the stories for what each word means.
OUTCOMES = {
    "deciding": (1, True),
    "taking": (1, True),
    "going_on": (1, 2, 1),
    "answering": (True, "answered", True),
}
ROUNDS = 3


@pytest.mark.postgresql
def test_of_what_happens_at_once_one_outcome_stays(tmp_path) -> None:
    with installation(tmp_path, DEMO="off") as made:
        code = f"from tests.faults.requests_at_once import tell; tell({ROUNDS})"
        told = made.must_run("shell", "--no-imports", "-c", code)
        assert told.splitlines() == [
            f"{story}: {outcome}" for story, outcome in OUTCOMES.items() for _round in range(ROUNDS)
        ]
