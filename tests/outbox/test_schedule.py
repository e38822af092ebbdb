"""Jobs run by the clock: once per interval, whoever looks, whatever fails."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from portal.config import wiring
from portal.outbox import schedule
from portal.outbox.schedule import Job, run_due_jobs

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def ran() -> Iterator[list[datetime]]:
    """Install a timetable of a job that notes when it ran, and one before it that fails."""
    times: list[datetime] = []

    def fail(_now: datetime) -> None:
        raise ConnectionError("away")

    schedule.install(
        [Job("failing", timedelta(hours=1), fail), Job("noting", timedelta(hours=1), times.append)]
    )
    yield times
    schedule.install(wiring.TIMETABLE)


def test_a_job_runs_once_per_interval_and_a_failing_one_stops_nobody(ran: list[datetime]) -> None:
    later = NOON + timedelta(hours=1)
    assert run_due_jobs(NOON) == ["noting"]
    assert run_due_jobs(NOON) == []
    assert run_due_jobs(later - timedelta(seconds=1)) == []
    assert run_due_jobs(later) == ["noting"]
    assert ran == [NOON, later]


def test_the_wired_jobs_run(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(255):
        names = run_due_jobs(NOON)
    assert names == [job.name for job in wiring.TIMETABLE]
