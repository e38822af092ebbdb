"""What moderators see: how far counties are, how long it takes, what the platform lacks."""

from bisect import bisect_left
from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.kernel.charts import BarChart, bars_of
from portal.kernel.verdict import Refused
from portal.members.models import User
from portal.members.requests import person_of
from portal.onboarding.actions.mentoring import HasMentor, NoPlace, propose, run_matching
from portal.onboarding.forms import ProposeForm
from portal.onboarding.queries.figures import Figures, figures
from portal.onboarding.queries.mentoring import (
    all_mentorships,
    assessments_that_seek,
    free_places,
    possible_mentees,
    possible_mentors,
)
from portal.onboarding.queries.profile import gaps_of_platform
from portal.onboarding.rules.paths import is_moderator

PAGE_SIZE = 50
# Up to how many days; the last column is for what took longer.
_DAYS = (7, 14, 30, 90, 365)


def _moderator(request: HttpRequest) -> User:
    """Return who asks, if she is a moderator; for others there is no such page."""
    person = person_of(request)
    if not is_moderator(person):
        raise Http404
    return person


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show how far counties are and how long it takes to the first useful answer."""
    _moderator(request)
    found = figures()
    rows = sorted(found.counties, key=lambda one: one.checklist.done)
    context = {
        "figures": found,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "columns": _columns(found),
        "chart": _chart(found),
    }
    return render(request, "onboarding/desk.html", context)


def _columns(found: Figures) -> list[tuple[str, int]]:
    """Return how many counties waited how long, and how many still wait."""
    counts = [0] * (len(_DAYS) + 1)
    for one in found.answered:
        counts[bisect_left(_DAYS, one.days or 0)] += 1
    labels = [_("up to %(days)d days") % {"days": days} for days in _DAYS]
    labels.append(_("more than %(days)d days") % {"days": _DAYS[-1]})
    waiting = len(found.counties) - len(found.answered)
    return [*zip(labels, counts, strict=True), (_("no useful answer yet"), waiting)]


def _chart(found: Figures) -> BarChart:
    return bars_of([(label, number, str(number)) for label, number in _columns(found)])


@login_required
@require_GET
def desk_gaps(request: HttpRequest) -> HttpResponse:
    """Show what counties want to know and nobody has written about."""
    _moderator(request)
    gaps, counties = gaps_of_platform()
    return render(request, "onboarding/desk_gaps.html", {"gaps": gaps, "counties": counties})


@login_required
def desk_mentorships(request: HttpRequest) -> HttpResponse:
    """Show all mentorships; propose one by hand."""
    person = _moderator(request)
    form = ProposeForm(possible_mentees(), possible_mentors(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose(actor=person, now=timezone.now(), **form.cleaned_data)
        except (HasMentor, NoPlace, Refused):
            messages.error(request, _("Somebody was quicker: please look where it stands now."))
        else:
            messages.success(request, _("Proposed. Both counties get a mail."))
        return redirect("onboarding:desk-mentorships")
    context = {
        "page": Paginator(all_mentorships(), PAGE_SIZE).get_page(request.GET.get("page")),
        "form": form,
        "seeking": assessments_that_seek().count(),
        "free": sum(max(0, places) for places in free_places().values()),
    }
    status = 422 if form.errors else 200
    return render(request, "onboarding/desk_mentorships.html", context, status=status)


@login_required
@require_POST
def desk_match(request: HttpRequest) -> HttpResponse:
    """Look for mentors now instead of tomorrow."""
    _moderator(request)
    number = 0
    with suppress(HasMentor, NoPlace, Refused):
        number = run_matching(now=timezone.now())
    said = ngettext("%(n)d new proposal.", "%(n)d new proposals.", number) % {"n": number}
    messages.success(request, said)
    return redirect("onboarding:desk-mentorships")
