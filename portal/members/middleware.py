"""Rights are read anew with every request, and pages made for one reader are not shared."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]


class FreshRightsMiddleware:
    """Keep pages out of shared caches: what a county may read must not reach its neighbour."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        if not response.has_header("Cache-Control"):
            if request.user.is_authenticated:
                add_never_cache_headers(response)
            else:
                response["Cache-Control"] = "private, no-cache"
        return response
