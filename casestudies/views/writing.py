"""Writing a case study outside the CMS: one question per page, saved with each of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casestudies.actions.writing import NewerVersion, PageGone, begin_case_study, discard
from casestudies.forms.begin import BeginForm
from casestudies.forms.steps import StepForm, form_of
from casestudies.patterns import Pattern, pattern_called, pattern_for
from casestudies.queries.writing import Work, case_studies_of, work_on
from casestudies.rules import may_begin_any, may_discard
from casestudies.steps import BY_FIELD, BY_SLUG, STEPS, Step, number_of, step_after, step_before
from casestudies.views.shown import current_values, headed_below
from portal.alerts.queries import commission_of
from portal.kernel.verdict import Refused, require
from portal.members.requests import person_of
from portal.publishing.rules import may_enter_cms

PAGE_SIZE = 20


@login_required
@require_safe
def writing_list(request: HttpRequest) -> HttpResponse:
    """List the drafts and the published case studies of one's own counties."""
    require(may_begin_any(request.user))
    page = Paginator(case_studies_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "casestudies/writing_list.html", {"page": page})


@login_required
@never_cache
def writing_begin(request: HttpRequest) -> HttpResponse:
    """Begin a case study."""
    require(may_begin_any(request.user))
    form = BeginForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        page = begin_case_study(
            actor=person_of(request), wanted=form.wanted, key=form.cleaned_data["key"]
        )
        return redirect("casestudies:writing-step", page.pk, STEPS[1].slug)
    status = 422 if form.errors else 200
    return render(request, "casestudies/writing_begin.html", {"form": form}, status=status)


@login_required
@never_cache
def writing_step(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Ask one question, or save its answer and go on."""
    work, step = work_or_404(request, pk), BY_SLUG.get(slug)
    if step is None:
        raise Http404
    make = form_of(step)
    if request.method != "POST":
        form = make(None, draft=work.draft, base=work.base, step=step)
        return _shown(request, work, step, form)
    form = make(request.POST, draft=work.draft, base=work.base, step=step)
    if not form.is_valid():
        return _shown(request, work, step, form, status=422)
    return _written(request, work, step, form)


def work_or_404(request: HttpRequest, pk: int) -> Work:
    """Return the case study this person may know of while it is written."""
    work = work_on(request.user, pk)
    if work is None:
        raise Http404
    return work


def _written(request: HttpRequest, work: Work, step: Step, form: StepForm) -> HttpResponse:
    try:
        form.write(person_of(request), work.page.pk)
    except PageGone:
        raise Http404 from None
    except Refused as refusal:
        refused = {"refused": refusal.verdict.reason}
        return _shown(request, work, step, form, status=403, **refused)
    except NewerVersion:
        return _overtaken(request, work.page.pk, step)
    except ValidationError as error:
        form.refuse(error)
        return _shown(request, work, step, form, status=422)
    return _onward(request, work, step)


def _overtaken(request: HttpRequest, pk: int, step: Step) -> HttpResponse:
    """Show what was typed, and beside it what somebody else saved meanwhile."""
    work = work_or_404(request, pk)
    typed = request.POST.copy()
    typed["base"] = str(work.base)
    there = form_of(step)(None, draft=work.draft, base=work.base, step=step)
    form = form_of(step)(typed, draft=work.draft, base=work.base, step=step)
    overtaken = {"overtaken": True, "current": current_values(there)}
    return _shown(request, work, step, form, status=409, **overtaken)


def _onward(request: HttpRequest, work: Work, step: Step) -> HttpResponse:
    """Go where the person wanted to go: on, back, to another step, or away."""
    wanted = request.POST.get("go", "")
    if wanted in {"stay", "later"}:
        messages.success(request, _("Saved. You can go on at any time."))
    if wanted == "later":
        return redirect("casestudies:writing-list")
    if wanted == "check":
        return redirect("casestudies:writing-check", work.page.pk)
    following = step if wanted == "stay" else BY_SLUG.get(wanted) or step_after(step)
    if wanted == "back":
        following = step_before(step)
    if following is None:
        return redirect("casestudies:writing-check", work.page.pk)
    return redirect("casestudies:writing-step", work.page.pk, following.slug)


def _shown(
    request: HttpRequest, work: Work, step: Step, form: StepForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    pattern = pattern_of(work)
    context = {
        "work": work,
        "step": step,
        "steps": STEPS,
        "number": number_of(step),
        "total": len(STEPS),
        "before": step_before(step),
        "form": form,
        "prompt": pattern.prompt(step.fields[0]),
        "pattern": pattern,
        "undone": undone_steps(work),
        "brief": commission_of(work.page.reference),
        **more,
    }
    return render(request, "casestudies/writing_step.html", context, status=status)


def pattern_of(work: Work) -> Pattern:
    """Return whose questions stand beside the form: as chosen, or as the topics suggest."""
    if work.draft.pattern:
        return pattern_called(work.draft.pattern)
    topics, channels = work.draft.topics.all(), work.draft.channels.all()
    return pattern_called(pattern_for([one.slug for one in topics], [one.slug for one in channels]))


def undone_steps(work: Work) -> set[str]:
    """Return the steps where something is missing before it can be handed in."""
    return {BY_FIELD[gap.field].slug for gap in work.draft.gaps()}


@login_required
@require_safe
@never_cache
def writing_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the draft as its readers will see it, and what it still lacks."""
    work = work_or_404(request, pk)
    gaps = [(gap, BY_FIELD[gap.field]) for gap in work.draft.gaps()]
    work.draft.derive()
    context = {
        "work": work,
        "steps": STEPS,
        "gaps": gaps,
        "undone": undone_steps(work),
        "article": headed_below(work.draft.article(request)),
        "may_discard": may_discard(request.user, work.page) and work.verdict,
        "edits_in_cms": may_enter_cms(request.user),
        "newer": work.page.live and work.page.has_unpublished_changes,
    }
    return render(request, "casestudies/writing_check.html", context)


@login_required
@never_cache
def writing_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    work = work_or_404(request, pk)
    require(may_discard(request.user, work.page))
    require(work.verdict)
    if request.method != "POST":
        return render(request, "casestudies/writing_discard.html", {"work": work})
    try:
        discard(actor=person_of(request), pk=pk)
    except PageGone:
        raise Http404 from None
    messages.success(request, _("The draft is gone."))
    return redirect("casestudies:writing-list")
