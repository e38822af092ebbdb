"""Of two who save the same step at once, one is told."""

import pytest

from tests.journeys.site import installation


@pytest.mark.postgresql
def test_of_two_who_save_a_step_at_once_one_is_told(tmp_path) -> None:
    with installation(tmp_path, DEMO="off") as made:
        code = "from tests.faults.writing_at_once import save_at_once as go; go()"
        for _round in range(2):
            said = made.must_run("shell", "-c", code)
            assert "saved: 1 told: 1 agrees: True" in said
