"""Feeds of questions, of a topic, a county, and the answers to one question."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.queries.feeds import newest_answers, newest_asked, newest_of_county
from forum.queries.questions import question_page
from portal.feeds.atom import atom, feed
from portal.members.models import Organisation
from portal.members.queries import organisations
from portal.taxonomy.models import Topic


@feed(gettext_lazy("New questions"))
def questions_feed(request: HttpRequest) -> HttpResponse:
    """Tell of the newest questions; `?thema=` keeps to a topic."""
    slug, page = request.GET.get("thema", ""), reverse("forum:question-list")
    topic = get_object_or_404(Topic, slug=slug) if slug else None
    return atom(
        request,
        title=f"{_('Questions')}: {topic.name}" if topic else _("Questions"),
        page=f"{page}?thema={topic.slug}" if topic else page,
        entries=newest_asked(request.user, topic),
    )


@feed(gettext_lazy("Questions and answers of a county"))
def county_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell of what a county asked and answered."""
    county: Organisation = get_object_or_404(organisations(request.user), slug=slug)
    return atom(
        request,
        title=county.display_name,
        page=county.get_absolute_url(),
        entries=newest_of_county(request.user, county),
    )


@feed(gettext_lazy("Answers to a question"))
def question_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell of the answers to one question."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    return atom(
        request,
        title=question.title,
        page=question.get_absolute_url(),
        entries=newest_answers(request.user, question),
    )
