"""Stopping the reminders, by the link of a mail and without a log-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.onboarding.actions.paths import stop_nudges
from portal.onboarding.models import path_of_token


# The link's signature is what proves it: mail programs send the POST of RFC 8058 without our
# token. All a forged form could do is what the link is for.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nudges_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then stop: programs that open the links of mails stop nothing."""
    path = path_of_token(token)
    if path is None:
        return render(request, "onboarding/nudges_gone.html", status=410)
    if request.method == "POST":
        stop_nudges(path=path, now=timezone.now())
        return render(request, "onboarding/nudges_stop.html", {"stopped": True})
    stopped = path.nudges_stopped_at is not None
    return render(request, "onboarding/nudges_stop.html", {"stopped": stopped})
