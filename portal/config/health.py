"""Whether this installation lives, and whether it is ready to serve; without internals."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.outbox.models import Entry, EntryQuerySet
from search.engines import engine
from search.port import EngineUnavailable

LONGEST_DELAY = timedelta(minutes=5)


@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """Answer that the web process runs; asks nothing of anybody else."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """Say which parts work: 503 without the database, 200 with a limited search."""
    parts = {"database": _database(), "search": _search(), "outbox": _outbox()}
    status = 200 if parts["database"] == "ok" else 503
    return JsonResponse({"status": "ok" if status == 200 else "down", **parts}, status=status)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def _search() -> str:
    try:
        engine().count()
    except EngineUnavailable:
        return "down"
    return "ok"


def _outbox() -> str:
    """Say whether deliveries wait for long: then no worker runs, or a service is away."""
    try:
        oldest = EntryQuerySet(Entry).open().order_by("recorded_at").first()
    except DatabaseError:
        return "down"
    late = oldest and timezone.now() - oldest.recorded_at > LONGEST_DELAY
    return "late" if late else "ok"
