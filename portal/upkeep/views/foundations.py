"""What pages rest on, and what became of it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel.verdict import require
from portal.members.requests import person_of
from portal.taxonomy.models import Topic
from portal.upkeep.actions.foundations import (
    Described,
    Happened,
    NameTaken,
    announce_change,
    save_foundation,
    take_back_change,
)
from portal.upkeep.actions.keeping import set_interval
from portal.upkeep.forms import ChangeForm, FoundationForm, IntervalsForm
from portal.upkeep.models import Foundation, FoundationChange
from portal.upkeep.queries.pages import kinds, months_named
from portal.upkeep.queries.queue import ordered, queue, shown
from portal.upkeep.queries.validity import (
    counted,
    dependents,
    is_flagged,
    open_flags,
    reliances_flagged_by,
)
from portal.upkeep.rules import (
    KIND_MONTHS,
    TOPIC_MONTHS,
    Basis,
    may_keep_foundations,
    may_read_foundations,
    may_set_intervals,
)

PAGE_SIZE = 50
MOST_SHOWN = 100


@require_safe
@login_required
def foundation_list(request: HttpRequest) -> HttpResponse:
    """Show what there is to rest on."""
    require(may_read_foundations(request.user))
    changes = Count("changes", filter=Q(changes__taken_back_at=None))
    rows = Foundation.objects.select_related("platform").annotate(changed=changes).order_by("name")
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "keeps": bool(may_keep_foundations(request.user)),
    }
    return render(request, "upkeep/foundation_list.html", context)


@require_safe
@login_required
def foundation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a foundation, what of it has changed, and what the reader may see that rests on it."""
    require(may_read_foundations(request.user))
    foundation = get_object_or_404(Foundation.objects.select_related("platform"), pk=pk)
    found = list(dependents(request.user, foundation.reliances.all()))
    context = {
        "foundation": foundation,
        "changes": foundation.changes.filter(taken_back_at=None),
        "dependents": found[:MOST_SHOWN],
        "number": len(found),
        "keeps": bool(may_keep_foundations(request.user)),
    }
    return render(request, "upkeep/foundation_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def foundation_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Note a foundation, or reword it."""
    require(may_keep_foundations(request.user))
    foundation = get_object_or_404(Foundation, pk=pk) if pk else None
    form = FoundationForm(request.POST or None, instance=foundation)
    if request.method == "POST" and form.is_valid():
        described = Described(**form.cleaned_data | {"basis": Basis(form.cleaned_data["basis"])})
        try:
            saved = save_foundation(
                actor=person_of(request),
                described=described,
                # The form has written into its own one; the action reads it anew.
                foundation=Foundation.objects.get(pk=pk) if pk else None,
            )
        except NameTaken:
            form.add_error("name", _("There is a foundation of this name."))
        else:
            messages.success(request, _("The foundation is saved."))
            return redirect(saved)
    context = {"form": form, "foundation": foundation}
    status = 422 if form.errors else 200
    return render(request, "upkeep/foundation_edit.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a foundation has changed: first what follows from it is shown, then it is done."""
    require(may_keep_foundations(request.user))
    foundation = get_object_or_404(Foundation, pk=pk)
    form = ChangeForm(request.POST or None, initial={"happened_on": timezone.localdate()})
    ready = request.method == "POST" and form.is_valid()
    if ready and "confirm" in request.POST:
        change = announce_change(
            actor=person_of(request),
            foundation=foundation,
            happened=Happened(**form.cleaned_data),
            now=timezone.now(),
        )
        messages.success(
            request, _("All that rests on it carries a warning now; its owners are told.")
        )
        return redirect(change)
    found = list(dependents(request.user, foundation.reliances.all())) if ready else []
    context = {
        "foundation": foundation,
        "form": form,
        "ready": ready,
        "counted": counted(found),
        "number": len(found),
    }
    status = 422 if form.errors else 200
    return render(request, "upkeep/change_announce.html", context, status=status)


@require_safe
@login_required
def change_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show a change, and what of it waits for this person, or for anybody."""
    require(may_read_foundations(request.user))
    change = get_object_or_404(FoundationChange.objects.select_related("foundation"), key=key)
    person, today = person_of(request), timezone.localdate()
    flagged = open_flags().filter(change=change.pk)
    mine = queue(person, "meine").filter(is_flagged(), page__in=flagged.values("page"))
    context = {
        "change": change,
        "mine": shown(list(ordered(mine)[:MOST_SHOWN]), today),
        "counted": counted(dependents(person, reliances_flagged_by(change))),
        "open": counted(dependents(person, flagged)),
        "keeps": bool(may_keep_foundations(person)),
    }
    return render(request, "upkeep/change_detail.html", context)


@login_required
@require_POST
def change_take_back(request: HttpRequest, key: str) -> HttpResponse:
    """Undo a change."""
    change = get_object_or_404(FoundationChange, key=key)
    if take_back_change(actor=person_of(request), change=change, now=timezone.now()):
        messages.success(request, _("The change is taken back; nothing is flagged by it any more."))
    return redirect(change)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def intervals(request: HttpRequest) -> HttpResponse:
    """Say how often pages are reviewed."""
    require(may_set_intervals(request.user))
    topics = list(Topic.objects.all())
    months = _months()
    form = IntervalsForm(request.POST or None, topics=topics, months=months)
    if request.method == "POST" and form.is_valid():
        by_name = {f"thema-{topic.slug}": topic for topic in topics}
        for name, value in form.cleaned_data.items():
            if (value or 0) != months.get(name, 0):
                kind = "" if name in by_name else name.removeprefix("art-")
                set_interval(
                    actor=person_of(request), months=value or 0, kind=kind, topic=by_name.get(name)
                )
        messages.success(request, _("Saved. When pages are due is reckoned anew."))
        return redirect("upkeep:intervals")
    context = {"form": form, "kinds": [form[f"art-{kind}"] for kind in kinds()],
               "topics": [form[f"thema-{topic.slug}"] for topic in topics]}  # fmt: skip
    return render(request, "upkeep/intervals.html", context, status=422 if form.errors else 200)


def _months() -> Mapping[str, Any]:
    by_kind, by_topic = months_named()
    named = {f"art-{kind}": months for kind, months in {**KIND_MONTHS, **by_kind}.items()}
    of_topics = {**TOPIC_MONTHS, **by_topic}
    return named | {f"thema-{slug}": months for slug, months in of_topics.items()}
