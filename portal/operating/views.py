"""The page for whoever runs the installation: addresses and numbers, no contents, no people."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.file_texts.queries import numbers_by_state
from portal.kernel.verdict import require
from portal.members.models import User
from portal.members.requests import person_of
from portal.operating.actions import try_deliveries_again
from portal.operating.models import SecondTry
from portal.operating.queries import (
    deliveries_by_reaction,
    failed_deliveries,
    index_lines,
    last_rebuild,
    waiting_deliveries,
)
from portal.operating.reasons import plain_reason
from portal.operating.rules import may_operate
from portal.operating.state import parts
from portal.outbox.models import Entry

PAGE_SIZE = 25
SHOWN_TRIES = 5


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as it is shown: where it should go, and why it did not."""

    entry: Entry
    reason: str | Promise


@never_cache
@require_safe
@login_required
def system(request: HttpRequest) -> HttpResponse:
    """Show how the parts are, what waits and what failed, and whether the index is complete."""
    _operator(request)
    now = timezone.now()
    lines = index_lines()
    failed = Paginator(failed_deliveries(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "parts": list(parts(now)),
        "reactions": deliveries_by_reaction(),
        "failed": failed,
        "failures": [_shown(entry) for entry in failed],
        "waiting": [_shown(entry) for entry in waiting_deliveries()[:PAGE_SIZE]],
        "rebuild": last_rebuild(now),
        "lines": lines,
        "total": sum(line.documents for line in lines),
        "files": numbers_by_state(),
        "tries": SecondTry.objects.all()[:SHOWN_TRIES],
        "now": now,
    }
    return render(request, "operating/system.html", context)


@never_cache
@login_required
def again(request: HttpRequest) -> HttpResponse:
    """Ask once more, then try one failed delivery or all of a reaction again."""
    person, reaction = _operator(request), request.GET.get("reaktion", "")
    failed = failed_deliveries(reaction)
    if number := request.GET.get("nummer", ""):
        failed = failed.filter(pk=number) if number.isdecimal() else failed.none()
    chosen = list(failed.values_list("pk", flat=True)) if reaction else []
    if request.method == "POST":
        count = try_deliveries_again(
            actor=person, reaction=reaction, deliveries=chosen, now=timezone.now()
        )
        messages.success(request, _said(count))
        return redirect("operating:system")
    if not chosen:
        raise Http404
    only = _shown(failed.get()) if number else None
    context = {"reaction": reaction, "number": len(chosen), "only": only}
    return render(request, "operating/again.html", context)


def _operator(request: HttpRequest) -> User:
    person = person_of(request)
    require(may_operate(person))
    return person


def _shown(entry: Entry) -> Delivery:
    return Delivery(entry, plain_reason(entry.last_error))


def _said(count: int) -> str:
    return ngettext(
        "%(count)d delivery will be tried again.",
        "%(count)d deliveries will be tried again.",
        count,
    ) % {"count": count}
