"""Who is told of reports, why, and how that reads."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.content import Reference
from portal.members.models import Membership, User
from portal.members.queries import leaders_of
from portal.notifications.matters import Matter, Reason, Shown
from portal.notifications.notices import Notice
from portal.notifications.telling import Occasion, tell_each
from portal.outbox.registry import Failure, of_detail
from portal.replication.models import Report
from portal.replication.queries import may_see_report, page_of

EXCERPT = 200
_CHOICES = "notifications:choices"

REPORTS = Notice(
    "replication_reports", gettext_lazy("A county reports that it tried what your page describes")
)
RESULTS = Notice(
    "replication_results", gettext_lazy("Half a year after your report: how did it go?")
)

_OWNER = Reason(
    name="owner",
    text=gettext_lazy("because you look after this page"),
    stop=_CHOICES,
    notice=REPORTS,
)
_LEADS = Reason(
    name="leads",
    text=gettext_lazy("because you are coordinator of the county this page is from"),
    stop=_CHOICES,
    notice=REPORTS,
)
_WROTE = Reason(
    name="wrote",
    text=gettext_lazy("because you wrote this report"),
    stop=_CHOICES,
    notice=RESULTS,
)
_LEADS_REPORTING = Reason(
    name="leads",
    text=gettext_lazy("because you are coordinator of the county that reported"),
    stop=_CHOICES,
    notice=RESULTS,
)
# Whoever's report is hidden must know: there is nothing to stop, and no mail.
_WROTE_HIDDEN = Reason(name="wrote", text=gettext_lazy("because you wrote this report"))


def _written(reader: User, keys: Collection[str]) -> Mapping[str, Shown]:
    return _shown(
        reader,
        keys,
        lambda report: _("%(county)s tried it, too") % {"county": report.organisation},
        lambda report: report.outcome,
    )


def _due(reader: User, keys: Collection[str]) -> Mapping[str, Shown]:
    return _shown(
        reader,
        keys,
        lambda _report: _("Half a year ago you reported. How did it go?"),
        lambda _report: "",
        address="replication:report-edit",
    )


def _hidden(reader: User, keys: Collection[str]) -> Mapping[str, Shown]:
    return _shown(
        reader,
        keys,
        lambda _report: _("A moderator has hidden your county's report"),
        lambda report: report.hidden_because,
    )


def _shown(
    reader: User,
    keys: Collection[str],
    text: Callable[[Report], str],
    excerpt: Callable[[Report], str],
    address: str = "replication:report-detail",
) -> Mapping[str, Shown]:
    found: dict[str, Shown] = {}
    for report in Report.objects.filter(key__in=keys).select_related("organisation"):
        page = page_of(report)
        if page and may_see_report(reader, report, page):
            found[report.key] = Shown(
                text=text(report),
                title=page.title,
                url=reverse(address, args=[report.key]),
                excerpt=Truncator(excerpt(report)).chars(EXCERPT),
                conversation=page.key,
                is_settled=_is_settled(report, address),
            )
    return found


def _is_settled(report: Report, address: str) -> bool:
    asks = address == "replication:report-edit"
    return report.is_withdrawn or (asks and bool(report.later))


WRITTEN = Matter("replication_written", (_OWNER, _LEADS), _written)
DUE = Matter("replication_due", (_WROTE, _LEADS_REPORTING), _due)
HIDDEN = Matter("replication_hidden", (_WROTE_HIDDEN, _LEADS_REPORTING), _hidden)
REPLICATION = (WRITTEN, DUE, HIDDEN)
REPLICATION_NOTICES = (REPORTS, RESULTS)


@of_detail
def tell_of_report(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell who looks after a page that a county tried it."""
    return tell_each(references, _about(_of_report))


def tell_of_result_due(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Ask the county that reported how it went."""
    return tell_each(references, _about(lambda report: _of_county(DUE, report)))


@of_detail
def tell_of_hiding(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell the county that its report is hidden."""
    return tell_each(
        references, _about(lambda report: _of_county(HIDDEN, report) if report.is_hidden else None)
    )


def _about(
    occasion_of: Callable[[Report], Occasion | None],
) -> Callable[[Reference], Occasion | None]:
    def of(reference: Reference) -> Occasion | None:
        report = Report.objects.select_related("organisation").filter(key=reference.key).first()
        return occasion_of(report) if report else None

    return of


def _of_report(report: Report) -> Occasion | None:
    page = page_of(report)
    if page is None:
        return None
    leaders = leaders_of(page.organisation).values_list("pk", flat=True)
    reasons = dict.fromkeys(leaders, "leads")
    if page.owner_id and _acts_for(page.owner_id, page.organisation_id):
        reasons[page.owner_id] = "owner"
    if report.author_id:
        reasons.pop(report.author_id, None)
    return _occasion(WRITTEN, report, reasons)


def _of_county(matter: Matter, report: Report) -> Occasion:
    leaders = leaders_of(report.organisation).values_list("pk", flat=True)
    reasons = dict.fromkeys(leaders, "leads")
    if report.author_id and _acts_for(report.author_id, report.organisation_id):
        reasons[report.author_id] = "wrote"
    return _occasion(matter, report, reasons)


def _occasion(matter: Matter, report: Report, reasons: Mapping[int, str]) -> Occasion:
    page = page_of(report)
    return Occasion(
        matter=matter,
        about=report.reference,
        reasons=reasons,
        may_know=lambda person: may_see_report(person, report, page),
    )


def _acts_for(person: int, organisation: int) -> bool:
    return Membership.objects.filter(user=person, organisation=organisation).exists()
