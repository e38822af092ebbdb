"""What a person follows and has muted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions import following as actions
from forum.forms.answering import FollowForm
from forum.models import Following
from forum.queries.questions import question_page
from forum.queries.reading import followed_by, unread_in
from portal.members.models import User
from portal.members.requests import person_of
from portal.notifications.actions import follow_topics, mute_topic, stop_following_topic
from portal.notifications.queries import followed_topics_of
from portal.taxonomy.models import Topic

PAGE_SIZE = 50


@login_required
def followed(request: HttpRequest) -> HttpResponse:
    """List what she follows and has muted; choose topics and counties."""
    form = FollowForm(
        request.POST if request.method == "POST" else None, initial=request.GET.dict()
    )
    if request.method == "POST" and form.is_valid():
        _follow(person_of(request), form)
        messages.success(request, _("You follow this from now on."))
        return redirect("forum:followed")
    page = Paginator(followed_by(person_of(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    questions = [row.question_id for row in page if row.question_id]
    context = {
        "form": form,
        "topics": followed_topics_of(person_of(request)) if page.number == 1 else (),
        "page": page,
        "unread": unread_in(person_of(request), questions),
    }
    return render(request, "forum/followed.html", context, status=422 if form.errors else 200)


def _follow(person: User, form: FollowForm) -> None:
    if topic := form.cleaned_data["topic"]:
        follow_topics(actor=person, topics=[topic], now=timezone.now())
    if county := form.cleaned_data["county"]:
        actions.follow(actor=person, target=county, now=timezone.now())


@login_required
@require_POST
def topic_end(request: HttpRequest, slug: str) -> HttpResponse:
    """Neither follow nor mute a topic."""
    topic = get_object_or_404(Topic, slug=slug)
    stop_following_topic(actor=person_of(request), topic=topic)
    messages.success(request, _("“%(what)s” is not in the list any more.") % {"what": topic})
    return redirect("forum:followed")


@login_required
@require_POST
def topic_mute(request: HttpRequest, slug: str) -> HttpResponse:
    """Hear nothing of a topic."""
    topic = get_object_or_404(Topic, slug=slug)
    mute_topic(actor=person_of(request), topic=topic, now=timezone.now())
    messages.success(request, _("You hear nothing more of “%(what)s”.") % {"what": topic})
    return redirect("forum:followed")


@login_required
@require_POST
def question_follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a question."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    actions.follow(actor=person_of(request), target=question, now=timezone.now())
    messages.success(request, _("You follow this question."))
    return redirect(question)


@login_required
@require_POST
def question_mute(request: HttpRequest, pk: int) -> HttpResponse:
    """Hear nothing of a question, whatever else one follows."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    actions.mute(actor=person_of(request), target=question, now=timezone.now())
    messages.success(request, _("You hear nothing more of this question."))
    return redirect(question)


@login_required
@require_POST
def question_unfollow(request: HttpRequest, pk: int) -> HttpResponse:
    """Neither follow nor mute a question."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    actions.stop_following(actor=person_of(request), target=question)
    messages.success(request, _("You do not follow this question any more."))
    return redirect(question)


@login_required
@require_POST
def following_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one line of the list, whatever it is."""
    row = get_object_or_404(Following, pk=pk, person=person_of(request))
    target = row.question or row.organisation
    if target is not None:
        actions.stop_following(actor=person_of(request), target=target)
    messages.success(request, _("“%(what)s” is not in the list any more.") % {"what": target})
    return redirect("forum:followed")


@login_required
@require_POST
def following_mute(request: HttpRequest, pk: int) -> HttpResponse:
    """Mute one line of the list."""
    row = get_object_or_404(Following, pk=pk, person=person_of(request))
    target = row.question or row.organisation
    if target is not None:
        actions.mute(actor=person_of(request), target=target, now=timezone.now())
    messages.success(request, _("You hear nothing more of “%(what)s”.") % {"what": target})
    return redirect("forum:followed")
