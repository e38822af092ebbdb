"""Of two who do the same at once, one does it, and the other one is told."""

import pytest

from tests.journeys.site import installation

# Whoever comes second finds that it is done, or that there is nobody left to leave to.
EXPECTED = [
    {"a_channel: done done {'channels': 1}"},
    {"a_confirmation: done done {'open': 1}"},
    {"an_answer: TooLate done {'agree': True}"},
    {"an_invitation: NotUsable done {'memberships': 1}"},
    {"a_hand_over: Refused done {'left': 1}", "a_hand_over: DoesNotExist done {'left': 1}"},
]


@pytest.mark.postgresql
def test_of_two_at_once_one_does_it(tmp_path) -> None:
    with installation(tmp_path, DEMO="off") as made:
        code = "from tests.faults.joining_at_once import everything; everything()"
        said = made.must_run("shell", "-c", code).splitlines()[-len(EXPECTED) :]
    assert [line for line, good in zip(said, EXPECTED, strict=True) if line not in good] == []
