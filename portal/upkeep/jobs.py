"""What happens to pages by the clock."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import F, Q
from django.utils import timezone

from portal.publishing.models import content_models
from portal.upkeep.actions.keeping import keep_all_up, keep_up
from portal.upkeep.actions.reminding import remind
from portal.upkeep.models import Upkeep
from portal.upkeep.queries.pages import keeps_date
from portal.upkeep.rules import ESCALATE_AFTER, REMIND_BEFORE, Stage

BATCH = 200
MOST_AT_ONCE = 2000

T = TypeVar("T")


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def note_pages(_now: datetime) -> int:
    """Note published pages nobody has noted, and those that say another date; returns how many.

    What is published in the CMS is noted at once (`guard.py`): these are imported, or from before
    an upgrade.
    """
    found = 0
    for model in content_models():
        unnoted = Q(upkeep=None) | (_says_another_date() if keeps_date(model) else Q())
        rows = model.objects.filter(unnoted, live=True).order_by("pk")
        pks = list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])
        for batch in _batches(pks):
            keep_up(model, batch)
        found += len(pks)
    return found


def _says_another_date() -> Q:
    kept = "upkeep__reviewed_on"
    return (
        ~Q(last_reviewed=None) & Q(**{kept: None})
        | Q(last_reviewed__lt=F(kept))
        | Q(last_reviewed__gt=F(kept))
        | Q(last_reviewed=None) & ~Q(**{kept: None})
    )


def reckon_pages(_now: datetime) -> int:
    """Reckon anew when pages are due: an import may have changed their topics."""
    return keep_all_up()


def remind_of_reviews(now: datetime) -> int:
    """Remind of pages that are due, or soon will be; batch by batch, each in its transaction.

    Killed in between, it goes on where it was: what was reminded of is not due for that any more.
    """
    today = timezone.localdate(now)
    soon = Q(stage=Stage.NONE, due_on__lte=today + REMIND_BEFORE)
    due = Q(stage=Stage.SOON, due_on__lte=today)
    waited = Q(stage__in=(Stage.DUE, Stage.COUNTY), reminded_on__lte=today - ESCALATE_AFTER)
    rows = Upkeep.objects.filter(soon | due | waited, page__live=True, due_on__isnull=False)
    most = list(rows.order_by("due_on", "page")[:MOST_AT_ONCE])
    return sum(remind(rows=batch, today=today) for batch in _batches(most))
