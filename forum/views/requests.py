"""What other counties ask one's own, and what it does about it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from forum.actions import requests as actions
from forum.actions.openness import NotOpen
from forum.forms.requests import DeclineForm, HandOnForm
from forum.models import CountyRequest
from forum.queries.requests import (
    counties_to_hand_on_to,
    requests_left,
    requests_to,
    settled_requests,
    waiting_requests,
)
from forum.rules.care import is_moderator
from forum.rules.requests import may_decide_request
from forum.views.lists import Tab
from portal.kernel.verdict import require
from portal.members.audiences import Reader, member_organisations_of
from portal.members.requests import person_of

PAGE_SIZE = 20
MOST = 50
MODERATION = "moderation"


@login_required
@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """List what the reader's counties are asked; moderators: what no county answers."""
    tabs = _tabs(request.user, request.GET.get("ansicht", ""))
    if any(tab.current and tab.url.endswith(MODERATION) for tab in tabs):
        left = Paginator(requests_left(request.user), PAGE_SIZE)
        context = {"tabs": tabs, "left": left.get_page(request.GET.get("page"))}
        return render(request, "forum/request_left.html", context)
    settled = Paginator(settled_requests(request.user), PAGE_SIZE)
    return render(
        request,
        "forum/request_list.html",
        {
            "tabs": tabs,
            # Those behind come up as the first ones are settled.
            "waiting": [_row(request.user, one) for one in waiting_requests(request.user)[:MOST]],
            "page": settled.get_page(request.GET.get("page")),
            "now": timezone.now(),
        },
    )


def _row(reader: Reader, waiting: CountyRequest) -> dict[str, object]:
    return {"request": waiting, "may_decide": bool(may_decide_request(reader, waiting))}


def _tabs(reader: Reader, chosen: str) -> list[Tab]:
    """Return the two views of the page for moderators; all others need no choice."""
    if not is_moderator(reader):
        return []
    left = requests_left(reader).count()
    of_moderators = chosen == MODERATION or not member_organisations_of(reader)
    return [
        Tab(
            "?ansicht=kreis", _("To my county"), waiting_requests(reader).count(), not of_moderators
        ),
        Tab(f"?ansicht={MODERATION}", _("For the moderators"), left, of_moderators),
    ]


@login_required
@require_POST
def request_take(request: HttpRequest, key: str) -> HttpResponse:
    """Say that the county takes care of it."""
    asked = get_object_or_404(requests_to(request.user), key=key)

    def act() -> None:
        actions.take_request(actor=person_of(request), request=asked, now=timezone.now())

    return _done(request, act, _("Your county takes care of the question."))


@login_required
def request_hand_on(request: HttpRequest, key: str) -> HttpResponse:
    """Let another county answer."""
    asked = get_object_or_404(requests_to(request.user), key=key)
    require(may_decide_request(request.user, asked))
    form = HandOnForm(counties_to_hand_on_to(asked.question), request.POST or None)

    def act() -> None:
        actions.hand_on_request(
            actor=person_of(request),
            request=asked,
            to=form.cleaned_data["to"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )

    if request.method == "POST" and form.is_valid():
        return _done(request, act, _("The question is handed on."))
    context = {"form": form, "asked": asked, "title": _("Hand on")}
    return render(request, "forum/request_act.html", context, status=422 if form.errors else 200)


@login_required
def request_decline(request: HttpRequest, key: str) -> HttpResponse:
    """Say that the county cannot answer."""
    asked = get_object_or_404(requests_to(request.user), key=key)
    require(may_decide_request(request.user, asked))
    form = DeclineForm(request.POST or None)

    def act() -> None:
        actions.decline_request(
            actor=person_of(request),
            request=asked,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )

    if request.method == "POST" and form.is_valid():
        return _done(request, act, _("The question is declined. The county that asked reads why."))
    context = {"form": form, "asked": asked, "title": _("Decline")}
    return render(request, "forum/request_act.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, act: Callable[[], None], said: str) -> HttpResponse:
    """Do one act on a request; whoever comes too late is told how it stands."""
    try:
        act()
    except actions.TooLate:
        messages.error(
            request, _("Somebody was quicker: below you see how the request stands now.")
        )
    except actions.AskedAlready:
        messages.error(request, _("That county was asked meanwhile. Please choose another one."))
    except NotOpen as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, said)
    return redirect("forum:request-list")
