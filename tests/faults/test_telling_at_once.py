"""However many workers deliver the same fact: everybody is told once, by one mail."""

from tests.journeys.site import installation


def test_four_workers_tell_everybody_once(tmp_path) -> None:
    with installation(tmp_path, DEMO="off") as made:
        said = made.must_run("shell", "-c", "from tests.faults.telling_at_once import go; go()")
        assert "told: 31, people: 31, mails: 31, different: 31, failures: []" in said
