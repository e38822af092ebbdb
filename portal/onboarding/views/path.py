"""The way itself: where one stands, and ticking what nothing here can know."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.members.models import Organisation, User
from portal.members.requests import person_of
from portal.onboarding.actions import paths as actions
from portal.onboarding.queries.mentoring import mentees_of, with_reasons
from portal.onboarding.queries.paths import (
    Progress,
    county_facts,
    is_open,
    memberships_with_path,
    paths_by_membership,
    people_of,
)
from portal.onboarding.queries.profile import assessment_of, may_read_text, profile_of
from portal.onboarding.rules.paths import belongs_to, is_moderator, may_see_assessment
from portal.onboarding.steps import CountyFacts, county_steps, next_of
from portal.onboarding.views.common import own_county, shown_county

_MEETING = "meeting"


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Lead to one's own path; who acts for several member counties chooses."""
    person = person_of(request)
    memberships = memberships_with_path(person)
    if len(memberships) == 1:
        return redirect("onboarding:county-path", memberships[0].organisation.slug)
    if not memberships and is_moderator(person):
        return redirect("onboarding:desk")
    return render(request, "onboarding/start.html", {"memberships": memberships})


@login_required
@require_GET
def county_path(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where a county and its people stand, and what comes next."""
    organisation, person = shown_county(request, slug), person_of(request)
    facts = county_facts([organisation.pk])[organisation.pk]
    people = people_of(person, organisation, facts)
    mine = next((one for one in people if one.membership.user_id == person.pk), None)
    context = {
        "organisation": organisation,
        "county": county_steps(facts, organisation),
        "people": [one for one in people if one is not mine],
        "mine": mine,
        "mentees": mentees_of(organisation) if mine and mine.membership.leads else (),
        **_what_comes_next(facts, organisation, mine),
        **_away(mine),
        **_for_readers(person, organisation, facts),
    }
    return render(request, "onboarding/county_path.html", context)


def _what_comes_next(
    facts: CountyFacts, organisation: Organisation, mine: Progress | None
) -> dict[str, Any]:
    if mine is None:
        return {}
    county, leads = county_steps(facts, organisation), mine.membership.leads
    return {
        "leads": leads,
        "step": next_of(county, mine.checklist, leads=leads),
        "done": county.done + mine.checklist.done,
        "total": county.total + mine.checklist.total,
    }


def _away(mine: Progress | None) -> dict[str, Any]:
    """Say whether the path stands on the start page, and how reminders are stopped."""
    if mine is None:
        return {}
    path = paths_by_membership([mine.membership]).get(mine.membership.pk)
    reminded = path is not None and path.nudges_stopped_at is None
    return {
        "on_start_page": is_open(mine.membership, path, timezone.now()),
        "stop_token": path.stop_token if path and reminded else "",
    }


def _for_readers(person: User, organisation: Organisation, facts: CountyFacts) -> dict[str, Any]:
    """Gather what only the county and its mentor see: what it reads first, and who helps it."""
    if not may_see_assessment(person, organisation, facts.mentor):
        return {}
    assessment = assessment_of(organisation)
    profile = profile_of(person, organisation, assessment, timezone.now())
    pairs = with_reasons([facts.mentorship] if facts.mentorship else [])
    return {
        "reads": True,
        "assessment": assessment,
        "reading": profile.reading,
        "pair": pairs[0] if pairs else None,
        "mentor": facts.mentor,
        "own": belongs_to(person, organisation),
    }


@login_required
@require_POST
def tick(request: HttpRequest, slug: str) -> HttpResponse:
    """Tick a step or a text, or take that back."""
    organisation, person = own_county(request, slug), person_of(request)
    what, done = request.POST.get("what", "")[:160], request.POST.get("done") == "1"
    given: dict[str, Any] = {
        "actor": person,
        "organisation": organisation,
        "done": done,
        "now": timezone.now(),
    }
    if what == _MEETING:
        actions.tick_meeting(**given)
    else:
        if ":" in what and not may_read_text(person, what):
            raise Http404
        try:
            actions.tick(what=what, **given)
        except actions.NothingToTick:
            raise Http404 from None
    place = "lesen" if ":" in what else "schritte"
    return redirect(f"{reverse('onboarding:county-path', args=[slug])}#{place}")


@login_required
@require_POST
def put_away(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the path off the start page, or bring it back."""
    organisation, away = own_county(request, slug), request.POST.get("away") == "1"
    actions.put_away(
        actor=person_of(request), organisation=organisation, away=away, now=timezone.now()
    )
    if away:
        messages.success(
            request, _("Your path is off the start page, and no reminders come any more.")
        )
    else:
        messages.success(request, _("Your path is on the start page again."))
    return redirect("onboarding:county-path", slug)
