"""Whatever refuses a text, whoever typed it sees it again."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forum.rules import may_write
from portal.kernel.verdict import Refused
from portal.members.models import User

View = Callable[..., HttpResponse]


def keeps_text(view: View) -> View:
    """Show what was sent, to be copied, instead of a bare error or the log-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method != "POST" or not request.POST.get("body", "").strip():
            return view(request, *args, **kwargs)
        if not isinstance(request.user, User):
            return _text(request, _("You are not logged in any more."), 403)
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return _text(request, str(refused.verdict.reason), 403)
        except Http404:
            gone = _("What you wrote for is not there any more, or you may not see it any more.")
            return _text(request, gone, 404)

    return guarded


def _text(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    # Back to where the form stood; a page that takes forms only is no place to return to.
    came_from = urlsplit(request.headers.get("referer", "")).path
    context = {
        "reason": reason,
        "title": request.POST.get("title", ""),
        "body": request.POST["body"],
        "next": came_from if came_from.startswith("/fragen/") else "",
        "may_write": may_write(request.user),
    }
    return render(request, "forum/text_kept.html", context, status=status)
