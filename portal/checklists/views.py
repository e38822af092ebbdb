"""A county's working copies: taking over, ticking off, planning, taking changes over."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.checklists import actions
from portal.checklists.actions import CopyGone, NewerState, OtherOpenCopy
from portal.checklists.changes import digest_of
from portal.checklists.forms import AcceptForm, MarkForm, NotNeededForm, PlanForm, TakeOverForm
from portal.checklists.models import WorkingCopy, WorkingStep
from portal.checklists.queries import (
    changes_in,
    copies_of,
    copy_called,
    guideline_at,
    guideline_of,
    open_copies_from,
    progress_of,
    steps_of,
)
from portal.checklists.rules import State, may_change, may_delete, may_use
from portal.kernel.verdict import require
from portal.members.requests import person_of

PAGE_SIZE = 20
FINISHED = "abgeschlossen"


@login_required
@never_cache
def take_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether a guideline shall be taken over, or do it."""
    guideline = guideline_at(request.user, slug)
    if guideline is None:
        raise Http404
    require(may_use(request.user))
    form = TakeOverForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _taken(request, form, guideline)
    context = {
        "page": guideline,
        "form": form,
        "copies": open_copies_from(request.user, guideline),
        "total": len(guideline.html.get("steps", ())),
    }
    status = 422 if form.errors else 200
    return render(request, "checklists/take_over.html", context, status=status)


def _taken(request: HttpRequest, form: TakeOverForm, guideline: Any) -> HttpResponse:
    try:
        copy = actions.take_over(
            actor=person_of(request),
            guideline=guideline,
            organisation=form.county,
            now=timezone.now(),
        )
    except CopyGone:
        raise Http404 from None
    return redirect(copy)


@login_required
@require_safe
def copy_list(request: HttpRequest) -> HttpResponse:
    """List the copies of one's counties: those in work, or those that are finished."""
    require(may_use(request.user))
    finished = request.GET.get("stand") == FINISHED
    copies = copies_of(request.user, finished=finished)
    page = Paginator(copies, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "checklists/copy_list.html", {"page": page, "tabs": _tabs(finished),
                                                         "finished": finished})  # fmt: skip


def _tabs(finished: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    url = reverse("checklists:copy-list")
    return [
        {"url": url, "label": _("In work"), "current": not finished},
        {"url": f"{url}?stand={FINISHED}", "label": _("Finished"), "current": finished},
    ]


def copy_or_404(request: HttpRequest, key: str) -> WorkingCopy:
    """Return the copy of one's own county; there is none for anybody else."""
    copy = copy_called(request.user, key)
    if copy is None:
        raise Http404
    return copy


@login_required
@require_safe
@never_cache
def copy_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show the checklist."""
    copy = copy_or_404(request, key)
    steps, guideline = steps_of(copy), guideline_of(request.user, copy)
    context = {
        "copy": copy,
        "steps": [one for one in steps if not one.is_removed],
        "removed": [one for one in steps if one.is_removed],
        "progress": progress_of(steps),
        "guideline": guideline,
        "changes": changes_in(steps, guideline),
        "changing": may_change(request.user, copy),
        "may_delete": may_delete(request.user, copy),
        "today": timezone.localdate(),
    }
    return render(request, "checklists/copy_detail.html", context)


@login_required
@require_POST
def step_mark(request: HttpRequest, key: str, step: UUID) -> HttpResponse:
    """Tick a step off, open it again, or say that it does not apply."""
    copy = copy_or_404(request, key)
    form = MarkForm(request.POST)
    if not form.is_valid():
        raise Http404
    if form.cleaned_data["state"] == State.NOT_NEEDED:
        form = NotNeededForm(request.POST)
        if not form.is_valid():
            return _step_page(request, copy, _step_or_404(copy, step), mark=form, status=422)
    try:
        _mark(request, key, step, form)
    except CopyGone:
        raise Http404 from None
    except NewerState:
        text = _("A colleague changed this step meanwhile. Nothing was changed; please look again.")
        messages.warning(request, text)
    return redirect(f"{copy.get_absolute_url()}#schritt-{step}")


def _mark(request: HttpRequest, key: str, step: UUID, form: MarkForm) -> None:
    actions.mark_step(
        actor=person_of(request),
        key=key,
        step=step,
        state=State(form.cleaned_data["state"]),
        was=form.cleaned_data["was"],
        reason=form.cleaned_data.get("reason", ""),
        now=timezone.now(),
    )


@login_required
@never_cache
def step_edit(request: HttpRequest, key: str, step: UUID) -> HttpResponse:
    """Note something at a step, say who looks after it and until when."""
    copy = copy_or_404(request, key)
    row = _step_or_404(copy, step)
    if request.method != "POST":
        return _step_page(request, copy, row)
    form = PlanForm(request.POST, step=row, county=copy.organisation)
    if not form.is_valid():
        return _step_page(request, copy, row, form=form, status=422)
    try:
        actions.plan_step(
            actor=person_of(request),
            key=key,
            step=step,
            plan=form.plan,
            base=form.cleaned_data["base"],
            now=timezone.now(),
        )
    except CopyGone:
        raise Http404 from None
    except NewerState:
        return _overtaken(request, copy, _step_or_404(copy, step))
    return redirect(f"{copy.get_absolute_url()}#schritt-{step}")


def _overtaken(request: HttpRequest, copy: WorkingCopy, row: WorkingStep) -> HttpResponse:
    """Show what was typed, and beside it what a colleague saved meanwhile."""
    typed = request.POST.copy()
    typed["base"] = str(row.version)
    form = PlanForm(typed, step=row, county=copy.organisation)
    return _step_page(request, copy, row, form=form, overtaken=True, status=409)


def _step_or_404(copy: WorkingCopy, step: UUID) -> WorkingStep:
    rows = copy.steps.select_related("state_by", "note_by", "responsible")
    row = rows.filter(key=step, is_removed=False).first()
    if row is None:
        raise Http404
    return row


def _step_page(
    request: HttpRequest,
    copy: WorkingCopy,
    row: WorkingStep,
    *,
    form: PlanForm | None = None,
    mark: MarkForm | None = None,
    overtaken: bool = False,
    status: int = 200,
) -> HttpResponse:
    changing = may_change(request.user, copy)
    if not changing and request.method != "POST":
        return redirect(copy)
    require(changing)
    reason = {"state": State.NOT_NEEDED, "was": row.state, "reason": row.reason}
    context = {
        "copy": copy,
        "step": row,
        "plan": form or PlanForm(step=row, county=copy.organisation),
        "mark": mark or NotNeededForm(initial=reason),
        # What is wrong is said above the form it is in; the page's title says that something is.
        "form": mark or form,
        "overtaken": overtaken,
    }
    return render(request, "checklists/step_edit.html", context, status=status)


@login_required
@never_cache
def copy_changes(request: HttpRequest, key: str) -> HttpResponse:
    """Show what is new in the guideline, or take it over."""
    copy = copy_or_404(request, key)
    if request.method == "POST":
        return _accept(request, copy)
    changes = changes_in(steps_of(copy), guideline_of(request.user, copy))
    context = {
        "copy": copy,
        "changes": changes,
        "all_seen": digest_of(changes),
        "changing": may_change(request.user, copy),
    }
    return render(request, "checklists/copy_changes.html", context)


def _accept(request: HttpRequest, copy: WorkingCopy) -> HttpResponse:
    form = AcceptForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        number = actions.accept_changes(
            actor=person_of(request), key=copy.key, now=timezone.now(), **form.cleaned_data
        )
    except CopyGone:
        raise Http404 from None
    except NewerState:
        text = _("The guideline was changed again, or a colleague was faster. Please look again.")
        messages.warning(request, text)
        return redirect("checklists:copy-changes", copy.key)
    text = ngettext("One change was taken over.", "%(number)s changes were taken over.", number)
    messages.success(request, text % {"number": number})
    left = changes_in(steps_of(copy), guideline_of(request.user, copy))
    return redirect("checklists:copy-changes", copy.key) if left else redirect(copy)


@login_required
@require_POST
def copy_finish(request: HttpRequest, key: str) -> HttpResponse:
    """Finish a copy."""
    copy_or_404(request, key)
    actions.finish(actor=person_of(request), key=key, now=timezone.now())
    messages.success(request, _("The working copy is finished. You can reopen it at any time."))
    return redirect("checklists:copy-detail", key)


@login_required
@require_POST
def copy_reopen(request: HttpRequest, key: str) -> HttpResponse:
    """Go on with a finished copy."""
    copy_or_404(request, key)
    try:
        actions.reopen(actor=person_of(request), key=key)
    except OtherOpenCopy:
        text = _("Your county works with another copy of this guideline. Please finish it first.")
        messages.warning(request, text)
    return redirect("checklists:copy-detail", key)


@login_required
@never_cache
def copy_delete(request: HttpRequest, key: str) -> HttpResponse:
    """Ask whether a copy shall be deleted, or do it."""
    copy = copy_or_404(request, key)
    require(may_delete(request.user, copy))
    if request.method != "POST":
        return render(request, "checklists/copy_delete.html", {"copy": copy})
    try:
        actions.delete_copy(actor=person_of(request), key=key)
    except CopyGone:
        raise Http404 from None
    messages.success(request, _("The working copy was deleted."))
    return redirect("checklists:copy-list")
