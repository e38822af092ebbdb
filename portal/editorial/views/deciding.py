"""Decide about a page, look at it, take it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.editorial.actions import deciding, ending, looking
from portal.editorial.actions.deciding import ReasonNeeded
from portal.editorial.actions.holding import MovedOn, NewerVersion
from portal.editorial.forms import DecideForm, ReasonForm
from portal.editorial.models import StepState, Submission
from portal.editorial.models.steps import newest
from portal.editorial.queries.pages import step_of
from portal.editorial.queries.people import asked_at, authors, partners_for
from portal.editorial.rules import (
    Outcome,
    Step,
    may_decide,
    may_end,
    may_read_draft,
    may_withdraw,
)
from portal.editorial.views.showing import page_shown, submission_or_404
from portal.kernel.verdict import Refused, require
from portal.members.requests import person_of
from portal.publishing.models import ContentPage

_ACTS: dict[str, Callable[..., Submission]] = {
    "approve": deciding.approve,
    "change": deciding.want_changes,
    "reject": deciding.reject,
}


@login_required
@require_POST
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """Take a decision about the version that was read; the button says which."""
    submission, page = submission_or_404(request, key)
    step = step_of(submission)
    if step is None:
        return _gone(request, key)
    require(may_decide(person_of(request), asked_at(step, page).pks))
    partners = partners_for(newest(page)) if step.step == Step.EDITORIAL else []
    form = DecideForm(partners, request.POST)
    act = next((name for name in _ACTS if name in request.POST), "")
    if not act or not form.is_valid():
        return page_shown(request, submission, page, status=422, form=form)
    try:
        done = _decided(request, step, form, act)
    except ReasonNeeded:
        form.add_error("comment", _("Please say why: the author needs to know what to do."))
    except NewerVersion:
        form = _again(form, partners, page)
    except MovedOn:
        return _gone(request, key)
    except (Refused, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
    else:
        messages.success(request, _said(act, done))
        return redirect("editorial:page", key)
    return page_shown(request, submission, page, status=422, form=form)


def _decided(request: HttpRequest, step: StepState, form: DecideForm, act: str) -> Submission:
    if form.cleaned_data["step"] != step.pk:
        raise MovedOn
    chosen: dict[str, Any] = {}
    if act == "approve" and "partner" in form.fields:
        chosen["partner"] = form.cleaned_data["partner"]
    return _ACTS[act](
        actor=person_of(request),
        step=step,
        revision=form.cleaned_data["revision"],
        comment=form.cleaned_data["comment"],
        now=timezone.now(),
        **chosen,
    )


def _again(form: DecideForm, partners: Any, page: ContentPage) -> DecideForm:
    """Ask once more about the newer text; what was typed is kept."""
    again = DecideForm(partners, {**form.data, "revision": page.latest_revision_id})
    again.is_valid()
    again.add_error(
        None,
        _("Meanwhile the page was changed. Please read it again; your comment is still here."),
    )
    return again


def _gone(request: HttpRequest, key: str) -> HttpResponse:
    messages.error(
        request,
        _("Meanwhile this was decided or withdrawn, so your decision does not count. Here is what"
          " happened."),
    )  # fmt: skip
    return redirect("editorial:page", key)


def _said(act: str, submission: Submission) -> str:
    if submission.outcome == Outcome.RELEASED:
        return _("The page is released.")
    return {
        "approve": _("Thank you. The page goes on to the next step."),
        "change": _("The page goes back to its author, with your comment."),
        "reject": _("The page is rejected. Its author is told why."),
    }[act]


@login_required
@require_POST
def take(request: HttpRequest, key: str) -> HttpResponse:
    """Say that she is looking at it."""
    submission, _page = submission_or_404(request, key)
    step = step_of(submission)
    try:
        if step is None:
            raise MovedOn
        looking.take(actor=person_of(request), step=step, now=timezone.now())
    except MovedOn:
        return _gone(request, key)
    except looking.TakenMeanwhile:
        messages.info(request, _("Somebody else has just begun to look at it."))
    else:
        messages.success(request, _("The others see now that you are looking at it."))
    return redirect("editorial:page", key)


@login_required
@require_POST
def let_go(request: HttpRequest, key: str) -> HttpResponse:
    """Leave it to the others again."""
    submission, _page = submission_or_404(request, key)
    if step := step_of(submission):
        looking.let_go(actor=person_of(request), step=step)
        messages.success(request, _("The others see now that it is free again."))
    return redirect("editorial:page", key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take a page back, after saying what follows."""
    submission, page = submission_or_404(request, key)
    wrote = authors(submission.workflow_state, page)
    require(may_withdraw(person_of(request), wrote, submission.organisation))
    return _ending(request, submission, ending.withdraw, needed=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, key: str) -> HttpResponse:
    """End a submission of others, with a reason."""
    submission, page = submission_or_404(request, key)
    person = person_of(request)
    require(may_end(person, reads=may_read_draft(person, page, newest(page))))
    return _ending(request, submission, ending.end_submission, needed=True)


def _ending(
    request: HttpRequest,
    submission: Submission,
    act: Callable[..., Submission],
    *,
    needed: bool,
) -> HttpResponse:
    form = ReasonForm(request.POST or None, needed=needed)
    if request.method == "POST" and form.is_valid():
        try:
            act(
                actor=person_of(request),
                submission=submission,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except MovedOn:
            return _gone(request, submission.page_key)
        said = _("The page is withdrawn. You can go on writing.")
        messages.success(request, _("The submission is ended.") if needed else said)
        return redirect("editorial:page", submission.page_key)
    context = {"submission": submission, "form": form, "by_moderators": needed}
    status = 422 if form.errors else 200
    return render(request, "editorial/end.html", context, status=status)
