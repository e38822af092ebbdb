"""Which pages are to be reviewed, and how old all of them are."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.kernel.charts import bars_of
from portal.kernel.tables.downloads import download
from portal.kernel.verdict import require
from portal.members.models import User
from portal.members.requests import person_of
from portal.upkeep.models import Upkeep
from portal.upkeep.queries.pages import kinds
from portal.upkeep.queries.queue import (
    AGES,
    SCOPES,
    STATES,
    Row,
    ages,
    in_state,
    of_kind,
    ordered,
    queue,
    scopes_for,
    shown,
    totals,
)
from portal.upkeep.rules import may_keep_foundations, may_read_report, may_set_intervals

PAGE_SIZE = 25
MOST_EXPORTED = 5000


@require_safe
@login_required
def queue_list(request: HttpRequest) -> HttpResponse:
    """Show the pages that are hers to review, her county's, or all of them."""
    person, today = person_of(request), timezone.localdate()
    scope, state, kind = _chosen(request, person)
    rows = of_kind(in_state(queue(person, scope), state, today), kind)
    found = Paginator(ordered(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tabs": [_tab(one, scope) for one in scopes_for(person)],
        "scope": scope,
        "state": state,
        "kind": kind,
        "states": [(one, _state(one)) for one in STATES],
        "kinds": [(name, model._meta.verbose_name_plural) for name, model in kinds().items()],
        "page": found,
        "rows": shown(list(found.object_list), today),
        "reads_report": bool(may_read_report(person)),
        "sets_intervals": bool(may_set_intervals(person)),
        "keeps_foundations": bool(may_keep_foundations(person)),
    }
    return render(request, "upkeep/queue.html", context)


def _chosen(request: HttpRequest, person: User) -> tuple[str, str, str]:
    scope = request.GET.get("ansicht", SCOPES[0])
    if scope not in scopes_for(person):
        raise Http404
    state = request.GET.get("stand", STATES[0])
    kind = request.GET.get("art", "")
    return scope, state if state in STATES else STATES[0], kind if kind in kinds() else ""


def _tab(scope: str, current: str) -> dict[str, object]:
    labels = {"meine": _("My pages"), "kreis": _("My county's"), "alle": _("All pages")}
    return {"label": labels[scope], "url": f"?ansicht={scope}", "current": scope == current}


def _state(state: str) -> str:
    return {
        "ueberfaellig": _("overdue"),
        "bald": _("due within 30 days"),
        "markiert": _("foundation has changed"),
        "ueberholt": _("obsolete"),
        "alles": _("all of them"),
    }[state]


@require_safe
@login_required
def report(request: HttpRequest) -> HttpResponse:
    """Show how long ago pages were reviewed: all she may see, or her county's."""
    person, today = person_of(request), timezone.localdate()
    require(may_read_report(person))
    rows = _of_report(person)
    labelled = list(zip(_age_labels(), ages(rows, today), strict=True))
    context = {
        "everywhere": "alle" in scopes_for(person),
        "totals": totals(rows, today),
        "ages": labelled,
        "chart": bars_of([(label, number, str(number)) for label, number in labelled]),
    }
    return render(request, "upkeep/report.html", context)


@require_safe
@login_required
def report_export(request: HttpRequest, ending: str) -> HttpResponse:
    """Hand out the pages of the report as CSV or XLSX."""
    person = person_of(request)
    require(may_read_report(person))
    found = ordered(_of_report(person))[:MOST_EXPORTED]
    rows = shown(list(found), timezone.localdate())
    return download(_table(rows), ending, name="pflege", sheet=_("Upkeep of pages"))


def _of_report(person: User) -> QuerySet[Upkeep]:
    return queue(person, "alle" if "alle" in scopes_for(person) else "kreis")


def _age_labels() -> list[str]:
    first, second, third = AGES
    between = _("%(from)d to %(to)d months ago")
    return [
        _("less than %(months)d months ago") % {"months": first},
        between % {"from": first, "to": second},
        between % {"from": second, "to": third},
        _("more than %(months)d months ago") % {"months": third},
        _("never reviewed"),
    ]


def _table(rows: list[Row]) -> Iterator[list[str]]:
    yield [
        _("Title"), _("Kind"), _("County"), _("Last reviewed"), _("Due on"), _("Days overdue"),
        _("Looks after the page"), _("Deputy"), _("Foundation has changed"), _("Obsolete since"),
    ]  # fmt: skip
    for row in rows:
        one, page = row.upkeep, row.page
        yield [
            page.title,
            str(page._meta.verbose_name),
            page.organisation.display_name,
            _day(one.reviewed_on),
            _day(one.due_on),
            "" if row.days_over is None else str(row.days_over),
            str(one.page.owner or ""),
            str(one.deputy or ""),
            _("yes") if row.flagged else _("no"),
            _day(one.obsolete_since),
        ]


def _day(moment: Any) -> str:
    return date_format(moment, "SHORT_DATE_FORMAT") if moment else ""
