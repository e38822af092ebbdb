"""A hit was opened."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from search.asked.actions import note_opened
from search.asked.noting import asked_by


# No token, so no cookie for readers without an account: the mark is signed, and all it does is to
# count once more, at most as often as was asked.
@csrf_exempt
@require_POST
def hit_opened(request: HttpRequest) -> HttpResponse:
    """Count it. Whatever comes in, the answer says nothing."""
    if asked := asked_by(request.POST.get("asked", "")[:200]):
        note_opened(asked=asked)
    return HttpResponse(status=204)
