"""Of what people do at once with the same page on its way, one outcome stays, told."""

import pytest

from tests.journeys.site import installation

# See the stories for what each word means.
OUTCOMES = {
    "deciding": (1, True),
    "withdrawing": (1, True),
    "handing_in": (1, 1),
    "editing": (True, True),
    "answering": (1, True),
}
ROUNDS = 2


@pytest.mark.postgresql
def test_of_what_happens_at_once_one_outcome_stays(tmp_path) -> None:
    with installation(tmp_path, DEMO="off") as made:
        code = f"from tests.faults.editorial_at_once import tell; tell({ROUNDS})"
        told = made.must_run("shell", "--no-imports", "-c", code)
        assert told.splitlines() == [
            f"{story}: {outcome}" for story, outcome in OUTCOMES.items() for _round in range(ROUNDS)
        ]
