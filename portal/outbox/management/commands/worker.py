"""Deliver the outbox until stopped: search entries in one thread, mails and jobs in another."""

import signal
import time
from argparse import ArgumentParser
from datetime import timedelta
from threading import Event, Thread
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from portal.outbox.delivery import BATCH, LEASE, Lane, deliver_pending, prune
from portal.outbox.schedule import run_due_jobs
from portal.outbox.signs import give_sign

logger = structlog.get_logger(__name__)

PRUNE_EVERY = 3600
SIGN_EVERY = 20
LOOK_AT_THE_CLOCK_EVERY = 20
SLOW_POLL = 1.0
# So few mails at a time that the lease outlasts a mail server's time-outs.
SLOW_BATCH = 5


class Command(BaseCommand):
    help = "Deliver recorded facts to their reactions and run the timetable, until stopped."

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._seen: dict[Lane, float] = {}

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--poll", type=float, default=0.2, help="seconds between looks")
        parser.add_argument("--once", action="store_true", help="deliver what is due, then stop")
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            help="seconds after which another worker may take over what this one claimed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lease = timedelta(seconds=options["lease"])
        if options["once"]:
            run_due_jobs(timezone.now())
            while deliver_pending(timezone.now(), lease=lease) == BATCH:
                pass
            return
        stopped = _stop_on_signal()
        # A mail server that hangs must not keep what was written from being found.
        aside = Thread(target=self._run_slow, args=(lease, stopped), daemon=True)
        aside.start()
        self._run(options["poll"], lease, stopped)

    def _run(self, poll: float, lease: timedelta, stopped: Event) -> None:
        pruned_at = 0.0
        while not stopped.is_set():
            taken = self._round(lease, Lane.QUICK)
            if time.monotonic() - pruned_at > PRUNE_EVERY:
                pruned_at = time.monotonic()
                self._prune()
            if taken < BATCH:
                stopped.wait(poll)

    def _run_slow(self, lease: timedelta, stopped: Event) -> None:
        looked_at = float("-inf")
        while not stopped.is_set():
            if time.monotonic() - looked_at > LOOK_AT_THE_CLOCK_EVERY:
                looked_at = time.monotonic()
                self._run_jobs()
            if self._round(lease, Lane.SLOW, SLOW_BATCH) < SLOW_BATCH:
                stopped.wait(SLOW_POLL)

    def _run_jobs(self) -> None:
        try:
            run_due_jobs(timezone.now())
        except DatabaseError as error:
            logger.warning("timetable_unreachable", error=str(error))

    def _round(self, lease: timedelta, lane: Lane, limit: int = BATCH) -> int:
        """One look at the outbox; a database that is away for a moment is waited for."""
        try:
            self._give_sign(lane)
            return deliver_pending(timezone.now(), limit, lease, lane)
        except DatabaseError as error:
            logger.warning("outbox_unreachable", error=str(error))
            connection.close()
            time.sleep(1)
            return 0
        finally:
            close_old_connections()

    def _give_sign(self, lane: Lane) -> None:
        if time.monotonic() - self._seen.get(lane, float("-inf")) > SIGN_EVERY:
            self._seen[lane] = time.monotonic()
            give_sign(lane.value, timezone.now())

    def _prune(self) -> None:
        try:
            prune(timezone.now())
        except DatabaseError as error:
            logger.warning("outbox_prune_failed", error=str(error))


def _stop_on_signal() -> Event:
    stopped = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return stopped
