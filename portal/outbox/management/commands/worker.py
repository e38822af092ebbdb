"""Deliver the outbox until stopped: search entries today, mails and notices later."""

import signal
import time
from argparse import ArgumentParser
from datetime import timedelta
from threading import Event
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from portal.outbox.delivery import BATCH, LEASE, deliver_pending, prune

logger = structlog.get_logger(__name__)

PRUNE_EVERY = 3600


class Command(BaseCommand):
    help = "Deliver recorded facts to their reactions (search index), until stopped."

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
            while deliver_pending(timezone.now(), lease=lease) == BATCH:
                pass
            return
        self._run(options["poll"], lease, _stop_on_signal())

    def _run(self, poll: float, lease: timedelta, stopped: Event) -> None:
        pruned_at = 0.0
        while not stopped.is_set():
            taken = self._round(lease)
            if time.monotonic() - pruned_at > PRUNE_EVERY:
                pruned_at = time.monotonic()
                self._prune()
            if taken < BATCH:
                stopped.wait(poll)

    def _round(self, lease: timedelta) -> int:
        """One look at the outbox; a database that is away for a moment is waited for."""
        try:
            return deliver_pending(timezone.now(), lease=lease)
        except DatabaseError as error:
            logger.warning("outbox_unreachable", error=str(error))
            connection.close()
            time.sleep(1)
            return 0
        finally:
            close_old_connections()

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
