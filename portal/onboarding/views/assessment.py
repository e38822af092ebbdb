"""The self-assessment, page by page, and what follows from it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.kernel.charts import BarChart, bars_of
from portal.members.models import Organisation
from portal.members.requests import person_of
from portal.onboarding.actions import assessment as actions
from portal.onboarding.actions.paths import tick
from portal.onboarding.catalogue import Level
from portal.onboarding.drafts import prepared_questions
from portal.onboarding.forms import PAGES, ExperienceForm, WordsForm, WorriesForm, initial_of
from portal.onboarding.models import Assessment
from portal.onboarding.queries.mentoring import mentor_of
from portal.onboarding.queries.profile import (
    assessment_of,
    gaps_of,
    known_channels,
    profile_of,
)
from portal.onboarding.rules.paths import belongs_to
from portal.onboarding.steps import PREPARED
from portal.onboarding.views.common import own_county, read_county

_NAMES = [name for name, _form in PAGES]


@login_required
@require_GET
def assessment(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on where the county stopped; a finished assessment opens at its first page."""
    organisation = own_county(request, slug)
    found = Assessment.objects.filter(organisation=organisation).first()
    pages = found.pages if found else 0
    name = _NAMES[pages] if pages < len(_NAMES) else _NAMES[0]
    return redirect("onboarding:assessment-page", slug, name)


@login_required
@never_cache
def assessment_page(request: HttpRequest, slug: str, page: str) -> HttpResponse:
    """Show and save one page."""
    organisation, found = own_county(request, slug), None
    if page not in _NAMES:
        raise Http404
    found = assessment_of(organisation)
    number = _NAMES.index(page)
    if number > (found.pages if found else 0):
        return redirect("onboarding:assessment", slug)
    form = _form(request, organisation, found, number)
    if request.method == "POST" and form.is_valid():
        return _saved(request, organisation, form, number)
    context = {
        "organisation": organisation,
        "assessment": found,
        "form": form,
        "number": number + 1,
        "pages": len(PAGES),
        "before": _NAMES[number - 1] if number else "",
        "last": number + 1 == len(PAGES),
        "grouped": isinstance(form, ExperienceForm),
    }
    status = 422 if form.errors else 200
    return render(request, "onboarding/assessment_page.html", context, status=status)


def _form(
    request: HttpRequest, organisation: Organisation, found: Assessment | None, number: int
) -> forms.Form:
    known = known_channels(organisation)
    return PAGES[number][1](request.POST or None, initial=initial_of(found, known))


def _saved(
    request: HttpRequest, organisation: Organisation, form: forms.Form, number: int
) -> HttpResponse:
    given: dict[str, Any] = {
        "actor": person_of(request), "organisation": organisation, "now": timezone.now(),
    }  # fmt: skip
    if isinstance(form, ExperienceForm):
        actions.say_experience(levels=form.cleaned_data, **given)
    elif isinstance(form, WorriesForm):
        actions.say_worries(worries=form.worries, **given)
    elif isinstance(form, WordsForm):
        actions.say_words(**form.cleaned_data, **given)
    else:
        actions.say_channels(**form.cleaned_data, **given)
    if number + 1 < len(PAGES) and "later" not in request.POST:
        return redirect("onboarding:assessment-page", organisation.slug, _NAMES[number + 1])
    if number + 1 < len(PAGES):
        messages.success(request, _("Saved. You can go on at any time."))
        return redirect("onboarding:county-path", organisation.slug)
    messages.success(request, _("Thank you. This is what follows from it."))
    return redirect("onboarding:profile", organisation.slug)


@login_required
@require_GET
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a county knows, what it lacks, and what helps with it."""
    organisation, person = read_county(request, slug), person_of(request)
    found = assessment_of(organisation)
    own = belongs_to(person, organisation)
    if found is None or found.completed_at is None:
        return redirect("onboarding:assessment" if own else "onboarding:county-path", slug)
    result = profile_of(person, organisation, found, timezone.now())
    context = {
        "organisation": organisation,
        "assessment": found,
        "profile": result,
        "chart": _chart(found),
        "mentor": mentor_of(organisation),
        "own": own,
    }
    return render(request, "onboarding/profile.html", context)


def _chart(found: Assessment) -> BarChart:
    rows = [(str(field.label), int(level), str(level.label)) for field, level in found.levels]
    return bars_of(rows, longest=int(Level.ROUTINE))


@login_required
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer three prepared questions; the chosen one opens in the forum's form."""
    organisation, person = own_county(request, slug), person_of(request)
    found = assessment_of(organisation)
    gaps = gaps_of(found) if found else []
    mentor = mentor_of(organisation)
    prepared = prepared_questions(organisation, found, gaps, mentor)
    if request.method == "POST":
        chosen = request.POST.get("chosen", "")
        if not chosen.isdecimal() or int(chosen) >= len(prepared):
            raise Http404
        tick(
            actor=person, organisation=organisation, what=PREPARED, done=True, now=timezone.now()
        )  # fmt: skip
        return redirect(prepared[int(chosen)].address)
    context = {
        "organisation": organisation,
        "prepared": prepared,
        "assessed": found is not None and found.completed_at is not None,
        "mentor": mentor,
    }
    return render(request, "onboarding/question.html", context)
