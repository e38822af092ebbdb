"""Whoever asks at once, and however many workers there are: one package, made once."""

from tests.journeys.site import installation


def test_two_clicks_and_two_workers_make_one_package(tmp_path) -> None:
    with installation(tmp_path, DEMO="off") as made:
        said = made.must_run("shell", "-c", "from tests.faults.asking_at_once import go; go()")
        assert "ready: 1, made: 1, files: True" in said
