"""What has to do with a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.readers.alike import alike
from portal.readers.views.places import page_or_404


@require_safe
def page_alike(request: HttpRequest, pk: int) -> HttpResponse:
    """Show questions and pages about the same."""
    page = page_or_404(request, pk)
    context = {"page": page, "groups": alike(page, request.user).items()}
    return render(request, "readers/page_alike.html", context)
