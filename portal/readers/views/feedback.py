"""Was this helpful? What is missing?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.members.requests import person_of
from portal.publishing.models import ContentPage
from portal.readers.actions import give_feedback, settle_feedback
from portal.readers.forms import HELPFUL, FeedbackForm
from portal.readers.queries import feedback_for, helpfulness, settled, to_settle
from portal.readers.views.limits import may_ask_again
from portal.readers.views.places import page_or_404

PAGE_SIZE = 25
PER_HOUR = 20
TEMPLATE = "readers/feedback_give.html"
OPEN, DONE, NUMBERS = "", "erledigt", "zahlen"


# No token, so no cookie: what is sent is nobody's, and a forged form could send it by itself.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what a reader says about a page she may see."""
    page = page_or_404(request, pk)
    said = request.GET.get("hilfreich", "")
    initial = {"helpful": said} if said in dict(HELPFUL) else {}
    form = FeedbackForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if not may_ask_again(request, "feedback", PER_HOUR):
            form.add_error(None, _("Much was sent from here already. Please come back in an hour."))
            return render(request, TEMPLATE, {"form": form, "page": page}, status=429)
        give_feedback(
            reader=request.user,
            page=page,
            helpful=form.values["helpful"] == "ja",
            missing=form.values["missing"],
            now=timezone.now(),
        )
        return redirect(f"{reverse('readers:feedback-thanks')}?seite={page.pk}")
    return render(request, TEMPLATE, {"form": form, "page": page})


@require_safe
def feedback_thanks(request: HttpRequest) -> HttpResponse:
    """Say thanks, and lead back."""
    number = request.GET.get("seite", "")
    page = page_or_404(request, int(number)) if number.isascii() and number.isdigit() else None
    return render(request, "readers/feedback_thanks.html", {"page": page})


@require_safe
@login_required
def feedback_list(request: HttpRequest) -> HttpResponse:
    """Show what readers say about the pages one looks after."""
    person, view = person_of(request), request.GET.get("ansicht", OPEN)
    views = {OPEN: to_settle, DONE: settled, NUMBERS: helpfulness}
    if view not in views:
        raise Http404
    rows = views[view](person)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "view": view, "tabs": _tabs(view)}
    return render(request, "readers/feedback_list.html", context)


def _tabs(view: str) -> list[dict[str, object]]:
    labels = {OPEN: _("Open"), DONE: _("Done"), NUMBERS: _("Numbers")}
    return [
        {"label": label, "url": f"?ansicht={name}" if name else "?", "current": name == view}
        for name, label in labels.items()
    ]


@login_required
@require_POST
def feedback_settle(request: HttpRequest, key: str) -> HttpResponse:
    """Say that it was dealt with, or open it again."""
    person = person_of(request)
    feedback = get_object_or_404(feedback_for(person).select_related("page"), key=key)
    page = feedback.page.specific
    if not isinstance(page, ContentPage):
        raise Http404
    done = "open" not in request.POST
    settle_feedback(actor=person, feedback=feedback, page=page, done=done, now=timezone.now())
    messages.success(request, _("Noted as done.") if done else _("It is open again."))
    back = reverse("readers:feedback-list")
    return redirect(back if done else f"{back}?ansicht={DONE}")
