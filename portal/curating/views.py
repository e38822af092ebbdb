"""The report for curators: coverage, and pages that need somebody."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.curating.coverage import coverage_for, rows_of
from portal.curating.lists import LISTS, table_of
from portal.curating.rules import may_curate
from portal.kernel.tables.downloads import download
from portal.kernel.verdict import require
from portal.members.models import User
from portal.members.requests import person_of

SHOWN = 10
MOST_EXPORTED = 5_000
COVERAGE = "abdeckung"


@require_safe
@login_required
def report(request: HttpRequest) -> HttpResponse:
    """Show where pages are missing, and which ones need somebody."""
    person, now = _curator(request), timezone.now()
    lists = [(name, one, one.rows(person, now, SHOWN + 1)) for name, one in LISTS.items()]
    context = {
        "coverage": coverage_for(person),
        "lists": [(name, one, rows[:SHOWN], len(rows) > SHOWN) for name, one, rows in lists],
    }
    return render(request, "curating/report.html", context)


@require_safe
@login_required
def report_export(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """Hand out one part of the report as CSV or XLSX."""
    person = _curator(request)
    if name == COVERAGE:
        return download(rows_of(coverage_for(person)), ending, name=name, sheet=_("Coverage"))
    if name not in LISTS:
        raise Http404
    rows = LISTS[name].rows(person, timezone.now(), MOST_EXPORTED)
    return download(table_of(rows), ending, name=name, sheet=str(LISTS[name].title))


def _curator(request: HttpRequest) -> User:
    person = person_of(request)
    require(may_curate(person))
    return person
