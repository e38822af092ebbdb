"""Look whether the installation is in order, and whether the index says what the database says."""

import time
from argparse import ArgumentParser
from collections.abc import Collection
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kernel.screen import Screen
from portal.operating.state import Level, Part, mail, parts
from search.doctor import Difference, Examination, examine, repair, waiting
from search.engines import engine
from search.port import EngineUnavailable
from search.registry import searchable

DIFFERS, UNKNOWN = 1, 2
LOOK_EVERY = 0.5


class Command(BaseCommand):
    help = (
        "Compare index and database, and look after the parts of the installation. "
        "Exit code 0: in order; 1: something differs or is wrong; 2: it could not be checked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="queue what differs anew")
        parser.add_argument(
            "--wait", type=float, default=60.0, help="seconds to wait for the repair (60)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._screen = Screen(self.stdout)
        try:
            seen = [*parts(timezone.now()), mail()]
            self._show_parts(seen)
            found = self._examine()
            if options["repair"] and found.differences:
                found = self._repair(found, options["wait"])
        except (EngineUnavailable, DatabaseError) as error:
            reason = f"{_('This could not be checked')}: {error}"
            raise CommandError(reason, returncode=UNKNOWN) from error
        wrong = any(part.level is Level.WRONG for part in seen)
        if found.differences or wrong:
            raise CommandError(self._advice(found, options), returncode=DIFFERS)
        self._screen.say(_("Everything is in order."))

    def _show_parts(self, seen: Collection[Part]) -> None:
        rows = ((str(part.name), part.level.label, part.says) for part in seen)
        self._screen.table((_("Part"), _("State"), _("What is known")), rows)

    def _examine(self) -> Examination:
        with self._screen.progress(_("Compared"), engine().count()) as bar:
            found = examine(lambda count: bar.advance(count, count))
        self._show(found)
        return found

    def _show(self, found: Examination) -> None:
        headings = (
            _("Kind"), _("Database"), _("Index"), _("missing"), _("too many"), _("outdated"),
            _("wrong audience"), _("pending"),
        )  # fmt: skip
        self._screen.table(headings, (_row(found, kind) for kind in found.kinds()))

    def _repair(self, found: Examination, seconds: float) -> Examination:
        number = len(found.differences)
        self._screen.say(_("Queued for the index: %d. Waiting for the worker.") % number)
        if left := _wait(repair(found), seconds):
            self._screen.say(_("Still waiting: %d. Is a worker running?") % left)
        return self._examine()

    def _advice(self, found: Examination, options: dict[str, Any]) -> str:
        if not found.differences:
            return _("Not everything is in order.")
        says = _("%d documents differ.") % len(found.differences)
        examples = ", ".join(str(reference) for reference in sorted(found.differences)[:5])
        advice = "" if options["repair"] else _("Repair it with --repair.")
        return f"{says} {examples} {advice}".strip()


def _row(found: Examination, kind: str) -> list[str]:
    described = searchable(kind)
    numbers = (
        found.documents[kind],
        found.indexed[kind],
        *(found.count(kind, difference) for difference in Difference),
        sum(reference.kind == kind for reference in found.pending),
    )
    return [str(described.label) if described else kind, *map(str, numbers)]


def _wait(last: int, seconds: float) -> int:
    """Wait until the worker has come so far, or the time is over; return how much is left."""
    end = time.monotonic() + seconds
    while (left := waiting(last)) and time.monotonic() < end:
        time.sleep(LOOK_EVERY)
    return left
