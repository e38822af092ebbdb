"""What waits for a person, and what she can follow."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.editorial.queries.desk import latest_submissions, of_her_own, waiting_steps
from portal.editorial.rules import Step
from portal.members.models import User
from portal.members.requests import person_of
from portal.publishing.rules import may_enter_cms

PAGE_SIZE = 25
WAITING, OWN, ALL = "", "eigene", "alle"


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """List what she decides about, overdue first; beside it what is hers, and all there is."""
    person = person_of(request)
    view = request.GET.get("ansicht", WAITING)
    tabs = {WAITING: _("Waiting for you"), OWN: _("Yours and your county's")}
    if may_enter_cms(person):
        tabs[ALL] = _("All")
    if view not in tabs:
        view = WAITING
    step = request.GET.get("schritt", "")
    rows = Paginator(_rows(person, view, step), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tabs": [
            {"label": label, "url": f"?ansicht={name}", "current": name == view, "count": None}
            for name, label in tabs.items()
        ],
        "view": view,
        "step": step if step in Step.values else "",
        "steps": Step.choices,
        "rows": rows,
        "now": timezone.now(),
    }
    return render(request, "editorial/desk.html", context)


def _rows(person: User, view: str, step: str) -> Any:
    if view == WAITING:
        waiting = waiting_steps(person)
        return waiting.filter(step=step) if step in Step.values else waiting
    found = latest_submissions(person)
    return found.filter(of_her_own(person)) if view == OWN else found
