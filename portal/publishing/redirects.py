"""Old addresses lead to new ones, for those who may see the page."""

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware as WagtailRedirectMiddleware
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect

from portal.members.audiences import may_see
from portal.publishing.models import ContentPage


class RedirectMiddleware(WagtailRedirectMiddleware):
    """Wagtail's, but a page's new address tells its title: a stranger gets the 404 he asked for."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Answer a 404 with the page's new address where there is one to tell."""
        answer: HttpResponse = super().process_response(request, response)
        return response if answer is not response and _hides(request) else answer


def _hides(request: HttpRequest) -> bool:
    asked, path = (
        Redirect.normalise_path(address, decode_unicode=False)
        for address in (request.get_full_path(), request.path)
    )
    redirect = get_redirect(request, asked) or get_redirect(request, path)
    page = redirect and redirect.redirect_page and redirect.redirect_page.specific
    return isinstance(page, ContentPage) and not (page.live and may_see(request.user, page))
