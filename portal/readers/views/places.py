"""Where all of it begins: a page the reader may see now."""

from django.http import Http404, HttpRequest

from portal.publishing.models import ContentPage
from portal.publishing.queries import page_seen_by


def page_or_404(request: HttpRequest, pk: int) -> ContentPage:
    """Return the page, or say that there is none."""
    page = page_seen_by(request.user, pk)
    if page is None:
        raise Http404
    return page
