"""Whether the parts of an installation are as they should be: for the doctor and the page."""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.outbox.models import Entry, EntryQuerySet
from portal.outbox.signs import SILENCE, last_sign
from search.analysis.lexicon import lexicon_version
from search.engines import engine
from search.models import Rebuild
from search.port import EngineUnavailable

LONGEST_DELAY = timedelta(minutes=5)


class Level(Enum):
    """How things are."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        """Say it in a word or two."""
        said = {"ok": _("in order"), "note": _("to be looked at"), "wrong": _("disturbed")}
        return said[self.value]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the installation: how it is, and what to do about it."""

    name: str | Promise
    level: Level
    says: str


def parts(now: datetime) -> Iterator[Part]:
    """Look at everything that answers at once; the database is there, or nothing would be."""
    yield _migrations()
    yield _engine()
    yield _lexicon()
    yield _worker(now)
    yield _outbox(now)
    yield _media()


def mail() -> Part:
    """Log in to the mail server, which may take as long as `EMAIL_TIMEOUT`."""
    name = gettext_lazy("Mail server")
    server = get_connection()
    try:
        server.open()
    except (OSError, SMTPException) as error:
        return Part(name, Level.WRONG, _("Not reachable: %s") % type(error).__name__)
    finally:
        with suppress(OSError, SMTPException):
            server.close()
    return Part(name, Level.OK, _("reachable"))


def _migrations() -> Part:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    name = gettext_lazy("Database")
    if not missing:
        return Part(name, Level.OK, _("up to date"))
    says = ngettext("%d migration is missing", "%d migrations are missing", missing) % missing
    return Part(name, Level.WRONG, f"{says}: manage.py migrate")


def _engine() -> Part:
    name = gettext_lazy("Search index")
    try:
        engine().counts()
        left = len(engine().leftovers())
    except EngineUnavailable as error:
        reason = " rebuild_search" if "rebuild_search" in str(error) else ""
        says = _("Not available.")
        return Part(name, Level.WRONG, f"{says} manage.py{reason}" if reason else says)
    if left and not Rebuild.objects.filter(running=True).exists():
        says = _("A broken-off rebuild has left something behind; the next one removes it.")
        return Part(name, Level.NOTE, says)
    return Part(name, Level.OK, _("available"))


def _lexicon() -> Part:
    name = gettext_lazy("Word list of the search")
    last = Rebuild.objects.exclude(finished_at=None).first()
    if last and last.lexicon != lexicon_version():
        says = _("It is newer than the index: %s") % "manage.py rebuild_search"
        return Part(name, Level.NOTE, says)
    return Part(name, Level.OK, _("the one the index was made with"))


def _worker(now: datetime) -> Part:
    name = gettext_lazy("Worker")
    seen = last_sign()
    if seen is None:
        return Part(name, Level.WRONG, _("It was never seen: %s") % "manage.py worker")
    says = _("seen %s ago") % timesince(seen, max(now, seen))
    return Part(name, Level.OK if now - seen < SILENCE else Level.WRONG, says)


def _outbox(now: datetime) -> Part:
    name = gettext_lazy("Deliveries")
    entries = EntryQuerySet(Entry)
    oldest = entries.open().order_by("recorded_at").values_list("recorded_at", flat=True).first()
    failed = entries.exclude(failed_at=None).count()
    if oldest and now - oldest > LONGEST_DELAY:
        return Part(name, Level.WRONG, _("one waits for %s") % timesince(oldest, now))
    if failed:
        says = ngettext("%d could not be made", "%d could not be made", failed) % failed
        return Part(name, Level.NOTE, says)
    return Part(name, Level.OK, _("none waits for long"))


def _media() -> Part:
    name = gettext_lazy("Folder of files")
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return Part(name, Level.OK, _("can be written to"))
    except OSError as error:
        return Part(name, Level.WRONG, _("Cannot be written to: %s") % type(error).__name__)
