"""The start page, and the page of one's own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.home.queries.dashboard import dashboard_of
from portal.home.queries.start import newest, open_questions_count, signposts
from portal.members.requests import person_of
from portal.onboarding.queries import next_steps_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say in one glance what this is, what is new, and where to go from here."""
    topics, counties = signposts()
    context = {
        "lists": newest(request.user),
        "topics": topics,
        "counties": counties,
        "topic_search": f"{reverse('search:results')}?topic=",
        "open_for_county": open_questions_count(request.user),
        "next_steps": next_steps_for(request.user),
    }
    return render(request, "home/home.html", context)


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show a person what waits for her, what her organisation asked, and what is new for her."""
    own = dashboard_of(person_of(request), timezone.now())
    return render(request, "home/dashboard.html", {"dashboard": own})
