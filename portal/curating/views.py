"""The report for curators: coverage, and pages that need somebody."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casestudies.forms.begin import BeginForm
from casestudies.rules import may_begin_any
from casestudies.steps import STEPS
from portal.curating import asked
from portal.curating.actions import commission_case_study
from portal.curating.coverage import coverage_for, rows_of
from portal.curating.lists import LISTS, table_of
from portal.curating.rules import may_curate
from portal.kernel.tables.downloads import download
from portal.kernel.verdict import require
from portal.members.models import User
from portal.members.requests import person_of
from search.asked.queries import Asked, asked_by_enough
from search.asked.rules import LEAST_ORGANISATIONS, spelling_of, stems_of

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


@require_safe
@login_required
def asked_report(request: HttpRequest) -> HttpResponse:
    """Show what is looked for, as far as enough organisations did."""
    person, today = _curator(request), timezone.localdate()
    found = {name: one.rows(today, SHOWN + 1) for name, one in asked.LISTS.items()}
    rows = asked.rows_of(chain.from_iterable(found.values()), person)
    context = {
        "lists": [
            (name, one, _of(rows, found[name][:SHOWN]), len(found[name]) > SHOWN)
            for name, one in asked.LISTS.items()
        ],
        "least": LEAST_ORGANISATIONS,
        "may_begin": may_begin_any(person),
    }
    return render(request, "curating/asked.html", context)


def _of(rows: Mapping[str, asked.Row], found: Iterable[Asked]) -> list[asked.Row]:
    """Return each query as its own list counts it, with wishes and draft."""
    return [replace(rows[one.stems], asked=one) for one in found]


@require_safe
@login_required
def asked_export(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """Hand out one of the lists as CSV or XLSX."""
    person = _curator(request)
    if name not in asked.LISTS:
        raise Http404
    one = asked.LISTS[name]
    rows = asked.rows_of(one.rows(timezone.localdate(), MOST_EXPORTED), person)
    return download(asked.table_of(rows.values()), ending, name=name, sheet=str(one.title))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def commission(request: HttpRequest) -> HttpResponse:
    """Begin a case study about what enough organisations looked for."""
    person, query = _curator(request), spelling_of(request.GET.get("anfrage", ""))
    if not query or not asked_by_enough(stems_of(query), timezone.localdate()):
        raise Http404
    require(may_begin_any(person))
    form = BeginForm(person, request.POST or None, initial={"title": query})
    if request.method == "POST" and form.is_valid():
        page = commission_case_study(
            actor=person,
            wanted=form.wanted,
            key=form.cleaned_data["key"],
            query=query,
            now=timezone.now(),
        )
        return redirect("casestudies:writing-step", page.pk, STEPS[1].slug)
    status = 422 if form.errors else 200
    context = {"form": form, "query": query}
    return render(request, "curating/commission.html", context, status=status)


def _curator(request: HttpRequest) -> User:
    person = person_of(request)
    require(may_curate(person))
    return person
