"""Mentors: what a county offers, who is proposed, yes, no, and the end; a meeting with them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.kernel.verdict import require
from portal.members.requests import person_of
from portal.onboarding.actions import mentoring as actions
from portal.onboarding.drafts import meeting_message
from portal.onboarding.forms import MeetingForm, OfferForm, WordsToOtherForm
from portal.onboarding.models import Mentorship
from portal.onboarding.queries.mentoring import (
    mentor_of,
    mentorships_of,
    offer_of,
    suggestions_to,
    with_reasons,
)
from portal.onboarding.queries.profile import assessment_of, gaps_of
from portal.onboarding.rules.mentoring import may_speak_for
from portal.onboarding.rules.states import CLOSED, WAITING, State
from portal.onboarding.views.common import own_county


@login_required
@require_GET
def mentoring(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a county's mentorships, from both sides, and what it offers."""
    organisation = own_county(request, slug)
    pairs = with_reasons(mentorships_of(organisation))
    assessment = assessment_of(organisation)
    context = {
        "organisation": organisation,
        "waiting": [one for one in pairs if one.mentorship.state in WAITING],
        "running": [one for one in pairs if one.mentorship.state == State.ACTIVE],
        "closed": [one for one in pairs if one.mentorship.state in CLOSED],
        "offer": offer_of(organisation),
        "suggestions": suggestions_to(organisation),
        "assessed": assessment is not None and assessment.completed_at is not None,
        "seeks": assessment is None or assessment.seeks_mentor,
        "speaks": bool(may_speak_for(request.user, organisation)),
    }
    return render(request, "onboarding/mentoring.html", context)


@login_required
def mentor_offer(request: HttpRequest, slug: str) -> HttpResponse:
    """Say for how many counties there is time."""
    organisation = own_county(request, slug)
    require(may_speak_for(request.user, organisation))
    initial = OfferForm.initial_of(offer_of(organisation))
    form = OfferForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.offer_mentoring(
            actor=person_of(request), organisation=organisation, now=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip
        messages.success(request, _("Thank you. New counties will find you."))
        return redirect("onboarding:mentoring", slug)
    context = {"organisation": organisation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "onboarding/mentor_offer.html", context, status=status)


@login_required
@require_POST
def mentorship_agree(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say yes."""
    try:
        found = _act(request, slug, key, actions.agree)
    except actions.TooLate:
        messages.error(request, _too_late())
    except actions.NoPlace:
        messages.error(
            request, _("The mentor county has no free place any more. Another one is looked for.")
        )
    else:
        running = found.state == State.ACTIVE
        said = _("Both have agreed: the mentorship runs.") if running else _("You have agreed.")
        messages.success(request, said)
    return redirect("onboarding:mentoring", slug)


@login_required
def mentorship_decline(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say no, with a reason."""
    form = WordsToOtherForm(_("Reason"), request.POST or None, required=True)
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, slug, key, actions.decline, reason=form.cleaned_data["text"])
        except actions.TooLate:
            messages.error(request, _too_late())
        else:
            messages.success(request, _("Declined. Another pair is looked for."))
        return redirect("onboarding:mentoring", slug)
    return _close_page(request, slug, key, form, "onboarding/mentorship_decline.html")


@login_required
def mentorship_end(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Finish a mentorship, with thanks."""
    form = WordsToOtherForm(_("A word of thanks"), request.POST or None, required=False)
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, slug, key, actions.end, thanks=form.cleaned_data["text"])
        except actions.TooLate:
            messages.error(request, _too_late())
        else:
            messages.success(request, _("The mentorship is finished. The place is free again."))
        return redirect("onboarding:mentoring", slug)
    return _close_page(request, slug, key, form, "onboarding/mentorship_end.html")


def _close_page(
    request: HttpRequest, slug: str, key: str, form: WordsToOtherForm, template: str
) -> HttpResponse:
    organisation = own_county(request, slug)
    mentorship = get_object_or_404(mentorships_of(organisation), key=key)
    require(may_speak_for(request.user, organisation))
    context = {
        "organisation": organisation,
        "mentorship": mentorship,
        "other": mentorship.other_side(organisation),
        "form": form,
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _act(
    request: HttpRequest, slug: str, key: str, act: Callable[..., Any], **given: Any
) -> Mentorship:
    organisation = own_county(request, slug)
    mentorship = get_object_or_404(mentorships_of(organisation), key=key)
    acted: Mentorship = act(
        actor=person_of(request), mentorship=mentorship, organisation=organisation,
        now=timezone.now(), **given,
    )  # fmt: skip
    return acted


def _too_late() -> str:
    return _("Somebody was quicker: please look where it stands now.")


@login_required
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Suggest an exchange meeting to one's mentor, with three questions."""
    organisation = own_county(request, slug)
    require(may_speak_for(request.user, organisation))
    mentor = mentor_of(organisation)
    if mentor is None:
        return render(request, "onboarding/meeting.html", {"organisation": organisation})
    assessment = assessment_of(organisation)
    text = meeting_message(mentor, gaps_of(assessment) if assessment else [])
    form = MeetingForm(request.POST or None, initial={"text": text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.suggest_meeting(
                actor=person_of(request), organisation=organisation, now=timezone.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except actions.TooLate:
            messages.error(request, _too_late())
        else:
            messages.success(request, _("Your message is on its way."))
        return redirect("onboarding:mentoring", slug)
    context = {"organisation": organisation, "mentor": mentor, "form": form}
    status = 422 if form.errors else 200
    return render(request, "onboarding/meeting.html", context, status=status)
