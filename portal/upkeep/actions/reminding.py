"""Remind of reviews: each reminder once, one step after the other."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from portal.kernel.content import Reference
from portal.outbox.recording import record_all
from portal.upkeep.facts import ReviewDue
from portal.upkeep.models import Upkeep
from portal.upkeep.queries.pages import pages_called
from portal.upkeep.rules import Stage, next_stage

REMINDER_KIND = "page_reminder"


def reminder(row: Upkeep, stage: int) -> Reference:
    """Name a reminder: of which page, for which date, how urgent."""
    return Reference(REMINDER_KIND, f"{row.pk}-{row.due_on:%Y%m%d}-{stage}")


@transaction.atomic
def remind(*, rows: Sequence[Upkeep], today: date) -> int:
    """Note for each page which reminder it has come to, and let it be sent.

    A conditional update lets each step happen once, whoever else runs or reviews meanwhile.
    """
    pages = pages_called([row.page_id for row in rows])
    facts = [
        ReviewDue(reference=pages[row.page_id].reference, detail=reminder(row, stage))
        for row in rows
        if row.page_id in pages and (stage := _reached(row, today))
    ]
    record_all(facts)
    return len(facts)


def _reached(row: Upkeep, today: date) -> Stage | None:
    assert row.due_on is not None  # noqa: S101 - the queue asks for those that are due
    stage = next_stage(row.stage, row.due_on, row.reminded_on, today)
    as_it_was = Upkeep.objects.filter(pk=row.pk, stage=row.stage, due_on=row.due_on)
    if stage and as_it_was.update(stage=stage, reminded_on=today):
        return stage
    return None
