"""Who wrote reports, and who did what with them."""

from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row
from portal.replication.models import Report, ReportStep

_THE_COUNTYS = "a report is the county's; the name goes with the account"


def _export(person: User) -> list[Row]:
    reports: list[Row] = [
        {
            "kind": "replication_report",
            "page": str(one.page),
            "organisation": str(one.organisation),
            "result": one.result,
            "outcome": one.outcome,
            "at": one.written_at.isoformat(),
        }
        for one in Report.objects.filter(author=person).select_related("organisation")
    ]
    steps: list[Row] = [
        {
            "kind": "replication_step",
            "page": str(one.report.page),
            "act": one.act,
            "reason": one.reason,
            "at": one.at.isoformat(),
        }
        for one in ReportStep.objects.filter(actor=person).select_related("report")
    ]
    return [*reports, *steps]


def _erase(person: User) -> None:
    Report.objects.filter(author=person).update(author=None)
    ReportStep.objects.filter(actor=person).update(actor=None)


REPLICATION = PersonalData(
    app="replication",
    fields=(
        PersonalField("replication.Report.author", OnErasure.PSEUDONYMISE, _THE_COUNTYS),
        PersonalField("replication.ReportStep.actor", OnErasure.PSEUDONYMISE, _THE_COUNTYS),
    ),
    export=_export,
    erase=_erase,
)
