"""What has to do with a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.publishing.models import ContentPage
from portal.readers.alike import alike, by_kind, nearest_part
from portal.readers.views.places import page_or_404
from search.service import Found


@require_safe
def page_alike(request: HttpRequest, pk: int) -> HttpResponse:
    """Show questions and pages about the same."""
    page = page_or_404(request, pk)
    context = {"page": page, "groups": by_kind(_found(request, page)).items()}
    return render(request, "readers/page_alike.html", context)


@require_safe
def page_alike_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the nearest few, for the page itself."""
    page = page_or_404(request, pk)
    part = nearest_part(request.user, lambda: _found(request, page), address="readers:alike", pk=pk)
    return HttpResponse(part)


def _found(request: HttpRequest, page: ContentPage) -> list[Found]:
    topics = " ".join(topic.name for topic in page.topics.all())
    return alike(request.user, f"{page.title} {topics}", besides=page.reference)
