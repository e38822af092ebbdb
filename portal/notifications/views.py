"""Where people choose what they hear of, and where the link in a mail leads."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from portal.members.requests import person_of
from portal.notifications.actions import (
    choose_notices,
    choose_topics,
    decline_notice,
    follow_topics,
)
from portal.notifications.forms import ChoicesForm, FollowForm
from portal.notifications.notices import all_notices
from portal.notifications.queries import notices_declined_by, topics_followed_by
from portal.notifications.stopping import stopped_by


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
