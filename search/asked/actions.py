"""Note what was looked for, and that a hit was opened; forget both."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import islice

from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from portal.members.audiences import Reader, active_organisations_of
from search.asked.models import AskedQuery, MonthSalt
from search.asked.rules import spelling_of, stems_of

KEEP = timedelta(days=365)
MOST_AT_ONCE = 5_000
_SALT_SECONDS = 3_600
# SQLite has one writer at a time; for a log nobody waits for it as others do (settings: 20 s).
_PATIENCE_MS = 200

# By hand: one statement that counts on is not among what the ORM writes.
_COUNT = """INSERT INTO search_askedquery (day, asker, stems, spelling, found, times, opened)
  VALUES (%s, %s, %s, %s, %s, 1, 0)
  ON CONFLICT (day, asker, stems, spelling, found)
  DO UPDATE SET times = search_askedquery.times + 1
  RETURNING id"""


def note_asked(*, reader: Reader, text: str, found: bool, now: datetime) -> int | None:
    """Count a query and return the number of its row; None for one that is not kept.

    One statement, which needs no transaction around it. Raises DatabaseError where it cannot be
    counted at once.
    """
    spelling, stems = spelling_of(text), stems_of(text)
    if not spelling or not stems:
        return None
    today = timezone.localdate(now)
    asker = _asker(reader, today)
    with _impatient(), connection.cursor() as cursor:
        cursor.execute(_COUNT, [today, asker, stems, spelling, found])
        row: tuple[int] = cursor.fetchone()
    return row[0]


@contextmanager
def _impatient() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    (usual,) = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    connection.connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {int(usual)}")


def _asker(reader: Reader, today: date) -> str:
    """Name the reader's organisation so that nobody can say which it is, from next month on."""
    organisations = active_organisations_of(reader)
    if not organisations:
        return ""
    told = f"{_salt_of(today.replace(day=1))}:{organisations[0].pk}"
    return salted_hmac("search.asked", told, algorithm="sha256").hexdigest()[:16]


def _salt_of(month: date) -> str:
    kept, name = caches["kept"], f"asked-salt-{month}"
    salt: str | None = kept.get(name)
    if salt is None:
        wanted = {"salt": get_random_string(32)}
        salt = MonthSalt.objects.get_or_create(month=month, defaults=wanted)[0].salt
        kept.set(name, salt, _SALT_SECONDS)
    return salt


def note_opened(*, asked: int) -> None:
    """Count that a hit of a query was opened; no more often than it was asked."""
    rows = AskedQuery.objects.filter(pk=asked, found=True, opened__lt=F("times"))
    rows.update(opened=F("opened") + 1)


@transaction.atomic
def forget_asked(now: datetime) -> int:
    """Delete what was asked more than a year ago, and what earlier months' pseudonyms came from."""
    today = timezone.localdate(now)
    MonthSalt.objects.filter(month__lt=today.replace(day=1)).delete()
    old = AskedQuery.objects.filter(day__lt=today - KEEP).order_by("pk")
    pks = list(islice(old.values_list("pk", flat=True), MOST_AT_ONCE))
    return AskedQuery.objects.filter(pk__in=pks).delete()[0]
