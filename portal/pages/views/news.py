"""News as readers see them; plain pages are served by Wagtail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.feeds.atom import atom, feed
from portal.pages.models import NewsPage
from portal.pages.queries import newest, news_as_asked
from portal.publishing.views import page_list, page_or_404


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """Show the news the reader may see, newest first."""
    return page_list(NewsPage, request, "pages/news_list.html", _("News"))


@require_safe
def news_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one piece of news."""
    return page_or_404(NewsPage, request, slug)


@feed(gettext_lazy("News and press releases"))
def news_feed(request: HttpRequest) -> HttpResponse:
    """Tell of the newest news; `?thema=`, `?kreis=` and `?art=presse` keep to some of them."""
    news = news_as_asked(request.user, request.GET)
    if news is None:
        raise Http404
    releases = request.GET.get("art") == "presse"
    return atom(
        request,
        title=_("Press releases") if releases else _("News"),
        page=reverse("pages:news-list"),
        entries=newest(news),
    )
