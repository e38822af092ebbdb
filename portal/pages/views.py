"""News as readers see them; plain pages are served by Wagtail."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.pages.models import NewsPage
from portal.publishing.views import page_list, page_or_404


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """Show the news the reader may see, newest first."""
    return page_list(NewsPage, request, "pages/news_list.html", _("News"))


@require_safe
def news_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one piece of news."""
    return page_or_404(NewsPage, request, slug)
