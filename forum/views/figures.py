"""How soon counties are answered: for those who can do something about it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from forum.queries.deflection import ended_drafts
from forum.queries.figures import figures_by_county, figures_by_topic, questions_asked
from forum.rules.deflection import Deflection, deflection_of
from forum.rules.figures import (
    AGES,
    THREE_DAYS,
    Asked,
    Figures,
    Share,
    answered_within,
    by_quarter,
    figures_of,
    may_read_figures,
    waiting_by_age,
)
from portal.kernel.charts import BarChart, bars_of
from portal.kernel.tables.downloads import download
from portal.kernel.verdict import require
from portal.members.models import User
from portal.members.requests import person_of

# Of months; 0 is all there ever was.
PERIODS = (3, 12, 0)
MONTH = timedelta(days=365.25 / 12)


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of a period (`?monate=`), of the questions the reader may see."""
    person, now, months = person_of(request), timezone.now(), _months(request)
    require(may_read_figures(person))
    asked = questions_asked(person, _since(months, now))
    ages, quarters = _ages(asked, now), _quarters(asked, now)
    context = {
        "months": months,
        "periods": [(number, _period(number)) for number in PERIODS],
        "all": figures_of(asked, now),
        "ages": ages,
        "ages_chart": bars_of([(label, number, str(number)) for label, number in ages]),
        "quarters": quarters,
        "quarters_chart": _chart(quarters),
        "topics": figures_by_topic(asked, now),
        "counties": figures_by_county(person, asked, now),
        "deflection": _deflection(person, _since(months, now)),
    }
    return render(request, "forum/figures.html", context)


@login_required
@require_GET
def figures_export(request: HttpRequest, ending: str) -> HttpResponse:
    """Hand out the figures by topic and by county as CSV or XLSX."""
    person, now = person_of(request), timezone.now()
    require(may_read_figures(person))
    asked = questions_asked(person, _since(_months(request), now))
    rows = [[_("Kind"), _("Name"), *_columns()]]
    rows += [[_("Topic"), name, *_cells(row)] for name, row in figures_by_topic(asked, now)]
    rows += [
        [_("County"), one.county.display_name, *_cells(one.own)]
        for one in figures_by_county(person, asked, now)
    ]
    return download(rows, ending, name="fragen-zahlen", sheet=_("Figures"))


def _deflection(person: User, since: datetime | None) -> Deflection | None:
    """How drafts with suggestions ended: for moderators."""
    return deflection_of(ended_drafts(person, since)) if person.is_moderator else None


def _months(request: HttpRequest) -> int:
    wanted = request.GET.get("monate", "")
    return int(wanted) if wanted in {str(number) for number in PERIODS} else 12


def _since(months: int, now: datetime) -> datetime | None:
    return now - months * MONTH if months else None


def _period(months: int) -> str:
    if not months:
        return _("All the time")
    return ngettext("Last month", "Last %(number)d months", months) % {"number": months}


def _ages(asked: Sequence[Asked], now: datetime) -> list[tuple[str, int]]:
    days = [age.days for age in AGES]
    labels = [ngettext("up to %(n)d day", "up to %(n)d days", n) % {"n": n} for n in days]
    labels.append(_("more than %(n)d days") % {"n": days[-1]})
    return list(zip(labels, waiting_by_age(asked, now), strict=True))


def _quarters(asked: Sequence[Asked], now: datetime) -> list[tuple[str, Share]]:
    return [
        (_("quarter %(number)d/%(year)d") % {"number": number, "year": year}, share)
        for (year, number), rows in by_quarter(asked).items()
        if (share := answered_within(THREE_DAYS, rows, now)).of
    ][-12:]


def _chart(quarters: Sequence[tuple[str, Share]]) -> BarChart:
    rows = [(label, share.percent or 0, f"{share.percent} %") for label, share in quarters]
    return bars_of(rows, longest=100)


def _columns() -> list[str]:
    return [
        _("Questions"),
        _("Answered within a day"),
        _("Asked a day ago or earlier"),
        _("Answered within three days"),
        _("Asked three days ago or earlier"),
        _("Solved"),
        _("Waiting"),
        _("Hours to the first answer (median)"),
    ]


def _cells(row: Figures) -> Iterator[str]:
    counts = (row.asked, *_pair(row.in_a_day), *_pair(row.in_three_days), row.solved.number)
    yield from (str(count) for count in (*counts, row.waiting))
    yield str(row.median_hours or "")


def _pair(share: Share) -> tuple[int, int]:
    return share.number, share.of
