"""Reporting, changing, taking back; hiding with a reason, and the question after half a year."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.outbox.recording import record
from portal.publishing.models import ContentPage
from portal.replication.facts import (
    ReportEdited,
    ReportHidden,
    ReportShown,
    ReportWithdrawn,
    ReportWritten,
    ResultDue,
)
from portal.replication.models import Report, ReportStep
from portal.replication.rules import may_choose, may_edit_report, may_hide_report, may_report

Act = ReportStep.Act
TEXTS = ("context", "changed", "outcome", "later")


class ReportedAlready(Exception):
    """The county has a report on this page: it is changed, not written twice."""


class EditedMeanwhile(Exception):
    """A colleague changed the report since it was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a county says."""

    visibility: str
    result: str
    outcome: str
    context: str = ""
    changed: str = ""
    later: str = ""
    started_on: date | None = None
    effort_hours: int | None = None
    effort_euros: int | None = None


@transaction.atomic
def write_report(
    *, actor: User, page: ContentPage, county: Organisation, told: Told, now: datetime
) -> Report:
    """Say how it went in one's own county. Raises ReportedAlready."""
    require(may_report(actor, page, county))
    require(may_choose(told.visibility, page))
    report = Report(
        page_kind=page.kind, page_key=page.key, organisation=county, author=actor, written_at=now
    )
    _fill(report, told)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        raise ReportedAlready from None
    _log(report, Act.WRITTEN, actor, now)
    record(ReportWritten(reference=report.page, detail=report.reference))
    return report


@transaction.atomic
def edit_report(
    *, actor: User, report: Report, page: ContentPage, told: Told, version: int, now: datetime
) -> Report:
    """Change a report; one that was withdrawn is there again. Raises EditedMeanwhile.

    What a moderator hid stays hidden until a moderator has looked at it again.
    """
    report = _hold(report)
    require(may_edit_report(actor, report))
    require(may_report(actor, page, report.organisation))
    require(may_choose(told.visibility, page))
    if report.version != version:
        raise EditedMeanwhile
    before = _contents(report)
    _fill(report, told)
    report.version += 1
    report.edited_at, report.withdrawn_at = now, None
    report.save()
    _log(report, Act.EDITED, actor, now, before=before)
    record(ReportEdited(reference=report.page))
    return report


@transaction.atomic
def withdraw_report(*, actor: User, report: Report, now: datetime) -> None:
    """Take one's county's report back; changing it later brings it back."""
    report = _hold(report)
    require(may_edit_report(actor, report))
    if report.is_withdrawn:
        return
    report.withdrawn_at = now
    report.save(update_fields=["withdrawn_at"])
    _log(report, Act.WITHDRAWN, actor, now)
    record(ReportWithdrawn(reference=report.page))


@transaction.atomic
def hide_report(
    *, actor: User, report: Report, page: ContentPage, reason: str, now: datetime
) -> None:
    """Let nobody but its county and the moderators see a report, for a reason they read."""
    report = _hold(report)
    require(may_hide_report(actor, page))
    if report.is_hidden:
        return
    report.hidden_at, report.hidden_because = now, clean_line(reason)
    report.save(update_fields=["hidden_at", "hidden_because"])
    _log(report, Act.HIDDEN, actor, now, reason=report.hidden_because)
    record(ReportHidden(reference=report.page, detail=report.reference))


@transaction.atomic
def show_report(*, actor: User, report: Report, page: ContentPage, now: datetime) -> None:
    """Undo hiding."""
    report = _hold(report)
    require(may_hide_report(actor, page))
    if not report.is_hidden:
        return
    report.hidden_at, report.hidden_because = None, ""
    report.save(update_fields=["hidden_at", "hidden_because"])
    _log(report, Act.SHOWN, actor, now)
    record(ReportShown(reference=report.page))


@transaction.atomic
def ask_for_result(*, report: Report, now: datetime) -> bool:
    """Ask the county how it went; returns whether that was still to be done."""
    unasked = Report.objects.shown().filter(pk=report.pk, asked_at=None)
    if not unasked.update(asked_at=now):
        return False
    _log(report, Act.ASKED, None, now)
    record(ResultDue(reference=report.reference))
    return True


def _hold(report: Report) -> Report:
    held = Report.objects.select_for_update(of=("self",)).select_related("organisation")
    return held.get(pk=report.pk)


def _fill(report: Report, told: Told) -> None:
    for name, value in asdict(told).items():
        setattr(report, name, clean_text(value).strip() if name in TEXTS else value)


def _contents(report: Report) -> dict[str, object]:
    values = {name: getattr(report, name) for name in Told.__dataclass_fields__}
    return values | {"started_on": report.started_on and report.started_on.isoformat()}


def _log(
    report: Report,
    act: ReportStep.Act,
    actor: User | None,
    now: datetime,
    *,
    reason: str = "",
    before: dict[str, object] | None = None,
) -> None:
    ReportStep.objects.create(
        report=report,
        act=act,
        actor=actor,
        at=now,
        reason=reason,
        version=report.version,
        before=before or {},
    )
