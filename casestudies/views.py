"""Case studies and guidelines as readers see them.

Wagtail could find these pages through its tree, with eight queries before the first word is
read; their addresses are fixed, so one query does.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casestudies.models import CaseStudy, Guideline
from portal.publishing.lists import listing
from portal.publishing.views import page_or_404


@require_safe
def case_study_list(request: HttpRequest) -> HttpResponse:
    """Show the case studies the reader may see, newest first."""
    found = listing(CaseStudy, request.user, request.GET)
    return render(request, "casestudies/case_study_list.html", {"list": found})


@require_safe
def case_study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one case study."""
    return page_or_404(CaseStudy, request, slug)


@require_safe
def guideline_list(request: HttpRequest) -> HttpResponse:
    """Show the guidelines the reader may see, newest first."""
    found = listing(Guideline, request.user, request.GET)
    return render(request, "casestudies/guideline_list.html", {"list": found})


@require_safe
def guideline_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one guideline."""
    return page_or_404(Guideline, request, slug)
