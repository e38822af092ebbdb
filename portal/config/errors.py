"""Error answers that belong to the whole site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Explain a rejected form in plain words; the usual cause is an expired page."""
    return render(request, "403_csrf.html", status=403)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 with the sentence of the verdict, where there is one."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)
