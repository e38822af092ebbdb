"""Case studies side by side, line by line; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casestudies.models import CaseStudy, KeyFigure
from casestudies.queries.browsing import Compared
from portal.kernel.markdown import excerpt, plain_text
from portal.members.counties import LAENDER

# How many letters of a section stand in the table, and how many figures: it is read across.
SHORT = 300
MOST_FIGURES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One field, and what each case study says of it: nothing, one thing, or several."""

    label: str | Promise
    cells: list[list[str]]


def lines_of(cases: Sequence[Compared]) -> list[Line]:
    """Return the fields of which at least one case study says something."""
    lines = (Line(label, [cell(case) for case in cases]) for label, cell in _FIELDS)
    return [line for line in lines if any(line.cells)]


def period_of(page: CaseStudy) -> str:
    """Return from which month until which month it went, '' where nobody said."""
    if page.period_start is None:
        return ""
    start = date_format(page.period_start, "F Y")
    if page.period_end is None:
        return f"{start} {_('until today')}"
    end = date_format(page.period_end, "F Y")
    return start if start == end else f"{start} {_('to')} {end}"


def _hours(page: CaseStudy) -> str:
    if page.effort_hours is None:
        return ""
    shown = floatformat(page.effort_hours, "0g")
    return ngettext("%(shown)s hour", "%(shown)s hours", page.effort_hours) % {"shown": shown}


def _euros(page: CaseStudy) -> str:
    return "" if page.effort_euros is None else f"{floatformat(page.effort_euros, '0g')} €"


def _inhabitants(case: Compared) -> str:
    population = case.organisation.population
    return floatformat(population, "0g") if population else ""


def _latest(figures: Sequence[KeyFigure]) -> list[str]:
    """Return of each series its newest year."""
    newest: dict[str, KeyFigure] = {}
    for figure in figures:
        before = newest.get(figure.label)
        if before is None or (figure.year or 0) > (before.year or 0):
            newest[figure.label] = figure
    return [_figure(figure) for figure in list(newest.values())[:MOST_FIGURES]]


def _figure(figure: KeyFigure) -> str:
    value = " ".join(filter(None, (floatformat(figure.value, "-3g"), figure.unit)))
    return f"{figure.label} ({figure.year}): {value}" if figure.year else f"{figure.label}: {value}"


def _section(name: str) -> Callable[[Compared], list[str]]:
    def cell(case: Compared) -> list[str]:
        return _if_any(excerpt(plain_text(case.page.html.get(name, "")), SHORT))

    return cell


def _if_any(text: str) -> list[str]:
    return [text] if text else []


_FIELDS: tuple[tuple[str | Promise, Callable[[Compared], list[str]]], ...] = (
    (gettext_lazy("County"), lambda case: [case.organisation.display_name]),
    (gettext_lazy("Land"), lambda case: _if_any(LAENDER.get(case.organisation.land, ""))),
    (gettext_lazy("Inhabitants"), lambda case: _if_any(_inhabitants(case))),
    (gettext_lazy("Period"), lambda case: _if_any(period_of(case.page))),
    (gettext_lazy("Work"), lambda case: _if_any(_hours(case.page))),
    (gettext_lazy("Costs"), lambda case: _if_any(_euros(case.page))),
    (gettext_lazy("What the effort includes"), lambda case: _if_any(case.page.effort_note)),
    (gettext_lazy("Topics"), lambda case: case.topics),
    (gettext_lazy("Channels"), lambda case: case.channels),
    (gettext_lazy("Goal"), _section("goal")),
    (gettext_lazy("Result"), _section("result")),
    (gettext_lazy("Key figures"), lambda case: _latest(case.figures)),
    (gettext_lazy("What we would do differently"), _section("lessons")),
)
