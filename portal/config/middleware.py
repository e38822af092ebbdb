"""What every request passes before anybody looks at it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

REPLACEMENT = "\ufffd"


class WithoutNulBytes:
    """Replace NUL in addresses: PostgreSQL refuses it in any text, which would be an error page.

    Forms refuse it themselves; nothing that exists has the replacement in its name either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.path = request.path.replace("\0", REPLACEMENT)
        request.path_info = request.path_info.replace("\0", REPLACEMENT)
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            harmless = query.replace("%00", "%EF%BF%BD").replace("\0", "%EF%BF%BD")
            request.META["QUERY_STRING"] = harmless
        return self.get_response(request)


class LoggedByPath(RequestMiddleware):
    """Note each request by its path: what stands behind `?` is words of a search, or a key."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return how the log names a request."""
        return f"{request.method} {request.path}"
