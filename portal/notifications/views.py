"""A person's inbox, where she chooses what she hears of, and where the link in a mail leads."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.members.requests import person_of
from portal.notifications.actions import (
    choose_notices,
    choose_topics,
    decline_notice,
    follow_topics,
    read_all_notices,
    read_notice,
)
from portal.notifications.forms import ChoicesForm, FollowForm, SeenForm
from portal.notifications.inbox import inbox_of, line_of, lines_of, unread
from portal.notifications.notices import all_notices
from portal.notifications.queries import notices_declined_by, topics_followed_by
from portal.notifications.stopping import stopped_by

PAGE_SIZE = 20
UNREAD = "ungelesen"


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the inbox, as a link."""

    url: str
    label: str
    count: int | None
    current: bool


@login_required
@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what a person was told, the newest first; looking at it marks nothing as read."""
    person = person_of(request)
    everything = inbox_of(person)
    only_unread = request.GET.get("ansicht") == UNREAD
    new = unread(everything)
    counted = new.aggregate(number=Count("pk"), until=Max("pk"))
    page = Paginator(new if only_unread else everything, PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "lines": lines_of(person, page),
        "page": page,
        "tabs": _tabs(counted["number"], only_unread=only_unread),
        "only_unread": only_unread,
        "unread_count": counted["number"],
        "until": counted["until"],
    }
    return render(request, "notifications/inbox.html", context)


def _tabs(number: int, *, only_unread: bool) -> list[Tab]:
    here = reverse("inbox:list")
    return [
        Tab(here, _("All"), None, not only_unread),
        Tab(f"{here}?ansicht={UNREAD}", _("Unread"), number, only_unread),
    ]


@login_required
@require_POST
def notice_open(request: HttpRequest, key: str) -> HttpResponse:
    """Mark a notice of one's own as read and lead to what it is about."""
    person = person_of(request)
    notice = get_object_or_404(inbox_of(person), key=key)
    read_notice(actor=person, notice=notice, now=timezone.now())
    if shown := line_of(person, notice).shown:
        return redirect(shown.url)
    messages.info(request, _("What this notice was about is not there for you any more."))
    return redirect("inbox:list")


@login_required
@require_POST
def inbox_read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what was there when the page was made."""
    form = SeenForm(request.POST)
    if form.is_valid():
        read_all_notices(
            actor=person_of(request), until=form.cleaned_data["until"], now=timezone.now()
        )
        messages.success(request, _("All notices are marked as read."))
    return redirect("inbox:list")


@login_required
@never_cache
def choices(request: HttpRequest) -> HttpResponse:
    """Let a person choose the topics she follows and the mails she gets."""
    person, now = person_of(request), timezone.now()
    declined = notices_declined_by(person)
    initial = {
        "topics": topics_followed_by(person),
        "notices": [one.name for one in all_notices() if one.name not in declined],
    }
    # `or None` would not do: with nothing chosen, nothing is sent.
    form = ChoicesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        choose_topics(actor=person, topics=form.cleaned_data["topics"], now=now)
        choose_notices(actor=person, wanted=form.wanted, now=now)
        messages.success(request, _("Your choice is saved."))
        return redirect("account")
    status = 422 if form.errors else 200
    return render(request, "notifications/choices.html", {"form": form}, status=status)


@login_required
@require_POST
def topic_follow(request: HttpRequest) -> HttpResponse:
    """Follow what was chosen on the overview."""
    form = FollowForm(request.POST)
    if form.is_valid():
        topics = form.cleaned_data["topic"]
        follow_topics(actor=person_of(request), topics=topics, now=timezone.now())
        messages.success(request, _("What is new on your topics appears here now."))
    else:
        messages.error(request, _("Please choose a topic."))
    return redirect("dashboard")


# No token: mail programs send this form by themselves (RFC 8058). The signature in the address
# says whose mails of which kind are meant; nothing else can be done with it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mails of one kind, by the link in one of them; looking at it changes nothing."""
    found = stopped_by(token)
    if found is None:
        return render(request, "notifications/stop_gone.html", status=410)
    person, notice = found
    if request.method != "POST":
        return render(request, "notifications/stop.html", {"notice": notice})
    decline_notice(person=person, notice=notice, now=timezone.now())
    return render(request, "notifications/stopped.html", {"notice": notice})
