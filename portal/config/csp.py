"""What the two admin areas need beyond the site's strict Content Security Policy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

ADMIN_AREAS = ("/cms/", "/verwaltung/")
# Wagtail's and Django's admin write scripts and styles into their pages and preview in a frame;
# still nothing comes from a foreign host.
ADMIN_DIRECTIVES = {
    "script-src": ["'unsafe-inline'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["blob:"],
    "frame-src": ["'self'"],
}


class AdminPolicyMiddleware:
    """Relax the policy for the admin areas, and for nothing else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ADMIN_AREAS):
            response._csp_update = ADMIN_DIRECTIVES  # type: ignore[attr-defined]
        return response
