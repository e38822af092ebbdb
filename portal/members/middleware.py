"""Rights are read anew with every request, and pages made for one reader are not shared."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from portal.members.models import User
from portal.members.second_factor import must_set_up_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]

# What stays open without the second factor: the way to it, and what says nothing of anybody.
ALWAYS_OPEN = ("/konto/", "/sprache/", "/health/")


class PersonMiddleware(AuthenticationMiddleware):
    """Say who is logged in.

    Django's says it when asked for the first time, through an object that stands for the person
    and makes each later question slow. Every page here asks, many times.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Read the person of the session, if there is one."""
        super().process_request(request)
        request.user = get_user(request)


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


class SecondFactorMiddleware:
    """Send a moderator or administrator without a second factor to where she sets one up.

    That page says why. Her personal tokens are no way round it: the API does not accept them until
    then (`portal.members.queries.valid_token`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _always_open(request.path) or not _must_set_up(request):
            return self.get_response(request)
        return redirect("mfa_index")


def _always_open(path: str) -> bool:
    return path.startswith((*ALWAYS_OPEN, settings.STATIC_URL))


def _must_set_up(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and must_set_up_second_factor(request.user)
