"""News as readers see them; plain pages are served by Wagtail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.pages.models import NewsPage
from portal.publishing.lists import listing
from portal.publishing.views import page_or_404


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """Show the news the reader may see, newest first."""
    found = listing(NewsPage, request.user, request.GET)
    return render(request, "pages/news_list.html", {"list": found})


@require_safe
def news_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one piece of news."""
    return page_or_404(NewsPage, request, slug)
