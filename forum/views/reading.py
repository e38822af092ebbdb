"""Read and unread. Reading a page writes nothing: the page's script, or a button, says so."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from forum.actions import reading as actions
from forum.queries.questions import question_page
from forum.queries.reading import personal_in
from forum.queries.thread import page_of_first_new
from forum.views.thread import address_in_thread
from portal.members.requests import person_of


@login_required
@require_GET
def first_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the first post that is new to the reader."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    since = personal_in(request.user, question, timezone.now()).new_since
    if since is None:
        return redirect(question)
    number = page_of_first_new(question, since, person_of(request), "")
    return redirect(address_in_thread(question, number, "", "neu"))


@login_required
@require_POST
def question_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what was read; `until` says up to which post the page went."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    now = timezone.now()
    actions.mark_read(
        actor=person_of(request), question=question, until=_until(request) or now, now=now
    )
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect(question)


def _until(request: HttpRequest) -> datetime | None:
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        return None
    return until if until and timezone.is_aware(until) else None


@login_required
@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Note everything there is as read."""
    actions.mark_all_read(actor=person_of(request), now=timezone.now())
    messages.success(request, _("Everything is marked as read."))
    return redirect("forum:question-list")
