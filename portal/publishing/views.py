"""Pages, and the files that belong to them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from portal.publishing.models import ContentPage

# What only the editors' form needs; readers get what was made from it.
_FORM_ONLY = ("text", "search_description", "seo_title", "draft_title")


def page_or_404(model: type[ContentPage], request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the page at this address, or say that there is none, as to a stranger."""
    pages = model.objects.visible_to(request.user).select_related("organisation")
    page: Any = get_object_or_404(pages.defer(*model.get_streamfield_names()), slug=slug)
    return page.serve(request)
