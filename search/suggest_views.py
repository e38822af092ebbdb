"""What the search field offers while somebody types; the field works without it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.kernel.throttling import within_limit
from portal.members.requests import name_of_asker
from search.suggest import suggestions

# A county's people share an address where they are not logged in.
REQUESTS_PER_MINUTE = 300


@require_safe
@cache_control(private=True, no_store=True)
def suggest(request: HttpRequest) -> HttpResponse:
    """List what may be meant as options of a list; refused, or with nothing to say, none."""
    name = f"suggest:{name_of_asker(request)}"
    if not within_limit(name, limit=REQUESTS_PER_MINUTE, seconds=60):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    found = suggestions(request.user, request.GET.get("q", ""))
    return render(request, "search/_suggestions.html", {"suggestions": found})
