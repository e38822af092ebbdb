"""A mentor's last place is given once, and two consents make one mentorship, however they race."""

import pytest

from tests.journeys.site import installation


@pytest.mark.postgresql
def test_consents_at_the_same_moment_have_one_outcome(tmp_path) -> None:
    with installation(tmp_path, DEMO="off") as made:
        for kind in ("the_last_place", "both_sides"):
            code = f"from tests.faults.last_place_at_once import {kind} as go\n" + "go()\n" * 3
            said = made.must_run("shell", "-c", code)
            assert (kind, said.count("running: 1, began: 1\n")) == (kind, 3)
