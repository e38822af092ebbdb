"""The start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.home.queries import newest, open_questions_count, signposts
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
