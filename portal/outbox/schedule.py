"""What happens by the clock: reminders, deadlines, things that run out.

The worker looks at the timetable; each job runs once per interval, in one worker. A job that dies
half-way runs again at the next interval: it looks at the state of things, not at what it did last.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from portal.outbox.models import Timer

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so often; `run` is given the time."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


_timetable: dict[str, Job] = {}


def install(jobs: Iterable[Job]) -> None:
    """Take over the timetable from the wiring, replacing an earlier one."""
    _timetable.clear()
    _timetable.update({job.name: job for job in jobs})


def run_due_jobs(now: datetime) -> list[str]:
    """Run what is due and return its names; a failing job is logged and does not stop the rest."""
    return [job.name for job in _timetable.values() if _claimed(job, now) and _ran(job, now)]


def _claimed(job: Job, now: datetime) -> bool:
    Timer.objects.get_or_create(name=job.name, defaults={"due_at": now})
    due = Timer.objects.filter(name=job.name, due_at__lte=now)
    return due.update(due_at=now + job.every) == 1


def _ran(job: Job, now: datetime) -> bool:
    try:
        job.run(now)
    except Exception as error:  # noqa: BLE001 - whatever one job raises must not stop the rest
        logger.warning("job_failed", job=job.name, error=f"{type(error).__name__}: {error}")
        return False
    return True
