"""What a county reported on others' pages."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.kernel.batches import in_batches
from portal.members.estates import Arrival, Departure, Estate, Kind, PersonRef, Row, Text
from portal.members.estates.arrival import check_fields
from portal.members.estates.rows import values_of
from portal.members.models import Organisation
from portal.outbox.recording import record
from portal.replication.facts import ReportWritten
from portal.replication.models import Report, ReportStep


class ReportStepRow(Row):
    """What was done with a report. What its county did not do itself names nobody."""

    act: str
    actor: PersonRef | None
    at: datetime
    reason: Text
    version: int
    before: dict[str, Any]


class ReportRow(Row):
    """A report, as its county sees it; the page it is about is named only."""

    key: str
    page_kind: str
    page_key: str
    visibility: str
    context: Text
    changed: Text
    outcome: Text
    later: Text
    result: str
    started_on: date | None
    effort_hours: int | None
    effort_euros: int | None
    author: PersonRef | None
    written_at: datetime
    edited_at: datetime | None
    version: int
    asked_at: datetime | None
    withdrawn_at: datetime | None
    hidden_at: datetime | None
    hidden_because: Text
    steps: list[ReportStepRow]


_PLAIN = tuple(name for name in ReportRow.model_fields if name not in {"author", "steps"})
_STEP = ("act", "at", "reason", "version", "before")
_MODERATION = {ReportStep.Act.HIDDEN, ReportStep.Act.SHOWN}


def _rows(departure: Departure) -> Iterator[ReportRow]:
    reports = Report.objects.filter(organisation=departure.organisation)
    for one in in_batches(reports.select_related("author").prefetch_related("steps__actor")):
        yield ReportRow(
            author=departure.person(one.author),
            steps=[_step(step, departure) for step in one.steps.all()],
            **values_of(one, _PLAIN),
        )


def _step(step: ReportStep, departure: Departure) -> ReportStepRow:
    own = step.actor if step.act not in _MODERATION else None
    return ReportStepRow(actor=departure.person(own), **values_of(step, _STEP))


def _take(row: ReportRow, arrival: Arrival) -> int:
    report = Report(
        organisation=arrival.organisation,
        author=arrival.person(row.author),
        **values_of(row, _PLAIN),
    )
    check_fields(report)
    report.save(force_insert=True)
    ReportStep.objects.bulk_create(
        [
            ReportStep(report=report, actor=arrival.person(one.actor), **values_of(one, _STEP))
            for one in row.steps
        ],
        batch_size=200,
    )
    record(ReportWritten(reference=report.page, detail=report.reference))
    return report.pk


def _people(organisation: Organisation) -> set[int]:
    mine = Report.objects.filter(organisation=organisation)
    steps = ReportStep.objects.filter(report__in=mine).exclude(act__in=_MODERATION)
    named = {*mine.values_list("author", flat=True), *steps.values_list("actor", flat=True)}
    return {pk for pk in named if pk is not None}


REPLICATION = Estate(
    app="replication",
    people=_people,
    kinds=(
        Kind(
            name="replication_report",
            label=_("Reports on what other counties did"),
            record=ReportRow,
            tables=("replication.Report", "replication.ReportStep"),
            rows=_rows,
            take_in=_take,
            line=lambda row: f"{row.page_kind}: {row.page_key}",
            count=lambda organisation: Report.objects.filter(organisation=organisation).count(),
        ),
    ),
)
