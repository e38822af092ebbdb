"""Of the last two who leave at once, one stays."""

import pytest

from tests.journeys.site import installation


@pytest.mark.postgresql
def test_of_the_last_two_who_leave_at_once_one_stays(tmp_path) -> None:
    with installation(tmp_path, DEMO="off") as made:
        for kind in ("coordinators", "administrators"):
            for _round in range(3):
                code = f"from tests.faults.leaving_at_once import {kind} as go; go()"
                reset = "from portal.members.models import *; User.objects.all().delete(); "
                assert "gone: 1" in made.must_run("shell", "-c", reset + code)
