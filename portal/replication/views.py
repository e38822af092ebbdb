"""Reports: writing, reading, taking back, hiding."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.members.audiences import member_organisations_of
from portal.members.requests import person_of
from portal.publishing.models import ContentPage
from portal.publishing.queries import page_seen_by
from portal.replication.actions import (
    EditedMeanwhile,
    ReportedAlready,
    edit_report,
    hide_report,
    show_report,
    withdraw_report,
    write_report,
)
from portal.replication.forms import HideForm, ReportForm
from portal.replication.models import Report
from portal.replication.queries import (
    hidden_reports,
    may_see_report,
    page_of,
    pages_of,
    reports_of,
    waiting_for_result,
)
from portal.replication.rules import (
    counties_to_report_for,
    may_be_repeated,
    may_edit_report,
    may_hide_report,
    may_report,
)

PAGE_SIZE = 20
ANCHOR = "#nachnutzung"


@require_safe
@login_required
def report_list(request: HttpRequest) -> HttpResponse:
    """Show what one's own counties reported; to moderators, what is hidden."""
    person = person_of(request)
    hidden = request.GET.get("ansicht") == "ausgeblendet"
    reports = hidden_reports(person) if hidden else reports_of(person)
    page = Paginator(reports, PAGE_SIZE).get_page(request.GET.get("page"))
    about = pages_of(list(page.object_list))
    context = {
        "rows": [(one, about.get((one.page_kind, one.page_key))) for one in page.object_list],
        "page": page,
        "hidden": hidden,
        "moderates": person.is_moderator,
        "due": set() if hidden else set(waiting_for_result(person).values_list("pk", flat=True)),
    }
    return render(request, "replication/report_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Report on a page for one's own county; where it has a report, that is changed."""
    page = page_seen_by(request.user, pk)
    if page is None or not may_be_repeated(page):
        raise Http404
    counties = counties_to_report_for(request.user, page)
    if not counties:
        raise PermissionDenied(_why_not(request, page))
    if len(counties) == 1 and (own := _own_report(page, counties[0].pk)):
        return redirect("replication:report-edit", own.key)
    form = ReportForm(request.POST or None, page=page, counties=counties)
    if request.method == "POST" and form.is_valid():
        county = form.cleaned_data["county"]
        try:
            write_report(
                actor=person_of(request),
                page=page,
                county=county,
                told=form.told,
                now=timezone.now(),
            )
        except ReportedAlready:
            return _already(request, page, county.pk)
        messages.success(request, _("Thank you. Your report stands on the page now."))
        return redirect(page.get_absolute_url() + ANCHOR)
    return render(request, "replication/report_write.html", {"form": form, "page": page})


def _already(request: HttpRequest, page: ContentPage, county: int) -> HttpResponse:
    own = _own_report(page, county)
    if own is None:
        raise Http404
    messages.info(request, _("Your county has a report on this page already. You can change it."))
    return redirect("replication:report-edit", own.key)


def _own_report(page: ContentPage, county: int) -> Report | None:
    return Report.objects.about(page.kind, page.key).filter(organisation=county).first()


def _why_not(request: HttpRequest, page: ContentPage) -> str:
    own = next(iter(member_organisations_of(request.user)), None)
    if own is None:
        return _("Only people of a member county report for it.")
    return str(may_report(request.user, page, own).reason)


@require_safe
@login_required
def report_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show a report; its history to its county and to moderators."""
    report, page = _report_or_404(request, key)
    edits = bool(may_edit_report(request.user, report))
    hides = page is not None and bool(may_hide_report(request.user, page))
    context = {
        "report": report,
        "page": page if page and page_seen_by(request.user, page.pk) else None,
        "edits": edits,
        "hides": hides,
        "steps": report.steps.select_related("actor") if edits or hides else (),
    }
    return render(request, "replication/report_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change one's county's report."""
    report, page = _report_or_404(request, key)
    verdict = may_edit_report(request.user, report)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    if page is None or not page_seen_by(request.user, page.pk):
        raise Http404
    form = ReportForm(request.POST or None, page=page, counties=[report.organisation])
    form.show(report)
    if request.method == "POST" and form.is_valid():
        try:
            edit_report(
                actor=person_of(request),
                report=report,
                page=page,
                told=form.told,
                version=form.cleaned_data["version"] or 0,
                now=timezone.now(),
            )
        except EditedMeanwhile:
            form.add_error(
                None,
                _("A colleague has changed the report meanwhile. Open it again before you save."),
            )
        else:
            messages.success(request, _("The report was changed."))
            return redirect("replication:report-detail", report.key)
    context = {"form": form, "page": page, "report": report}
    return render(request, "replication/report_write.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once, then take the report back."""
    report, page = _report_or_404(request, key)
    verdict = may_edit_report(request.user, report)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    if request.method == "POST":
        withdraw_report(actor=person_of(request), report=report, now=timezone.now())
        messages.success(request, _("The report was withdrawn. Changing it brings it back."))
        return redirect("replication:report-list")
    return render(request, "replication/report_withdraw.html", {"report": report, "page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_hide(request: HttpRequest, key: str) -> HttpResponse:
    """Hide a report, with a reason."""
    report, page = _moderated_or_403(request, key)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hide_report(
            actor=person_of(request),
            report=report,
            page=page,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        messages.success(request, _("The report is hidden. You can show it again here."))
        return redirect("replication:report-detail", report.key)
    context = {"form": form, "report": report, "page": page}
    return render(request, "replication/report_hide.html", context)


@login_required
@require_POST
def report_show(request: HttpRequest, key: str) -> HttpResponse:
    """Show a hidden report again."""
    report, page = _moderated_or_403(request, key)
    show_report(actor=person_of(request), report=report, page=page, now=timezone.now())
    messages.success(request, _("The report is shown again."))
    return redirect("replication:report-detail", report.key)


def _report_or_404(request: HttpRequest, key: str) -> tuple[Report, ContentPage | None]:
    report = get_object_or_404(Report.objects.select_related("organisation"), key=key)
    page = page_of(report)
    if not may_see_report(request.user, report, page):
        raise Http404
    return report, page


def _moderated_or_403(request: HttpRequest, key: str) -> tuple[Report, ContentPage]:
    report, page = _report_or_404(request, key)
    if page is None:
        raise Http404
    verdict = may_hide_report(request.user, page)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return report, page
