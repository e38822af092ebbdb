"""The list of questions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from forum.models import Question, QuestionQuerySet
from forum.queries.questions import TabCounts, asked_by, listed_questions, tab_counts
from forum.queries.reading import Unread, unread_in
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import User
from portal.publishing.kept import kept
from portal.taxonomy.models import Topic

PAGE_SIZE = 20
_NEWS = re.compile(r"<!--neu:(\d+)-->")


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the list."""

    url: str
    label: str | Promise
    count: int
    current: bool


@require_GET
def question_list(request: HttpRequest) -> HttpResponse:
    """List questions by tab and topic, newest first."""
    tab, topic = request.GET.get("ansicht", "neu"), request.GET.get("thema", "")
    html = kept(
        lambda: render_to_string("forum/list.html", _list_context(request, tab, topic), request),
        reader=request.user,
        name=f"questions {tab} {topic} {request.GET.get('page', '')}",
    )
    context = {"list_html": _with_news(html, request.user)}
    return render(request, "forum/question_list.html", context)


def _with_news(html: SafeString, reader: Reader) -> SafeString:
    """Put what is new to the reader into the list that all see alike.

    Its rows hold a comment as a place for it; no text of a person contains one, as it is escaped.
    """
    if not isinstance(reader, User):
        return html
    unread = unread_in(reader, [int(pk) for pk in _NEWS.findall(html)])
    return mark_safe(_NEWS.sub(lambda found: _news(int(found[1]), unread), html))  # noqa: S308


def _news(question: int, unread: Mapping[int, Unread]) -> str:
    if question not in unread:
        return ""
    return render_to_string("forum/_news.html", {"question": question, "unread": unread[question]})


def _list_context(request: HttpRequest, tab: str, slug: str) -> dict[str, Any]:
    questions = listed_questions(request.user)
    topic = Topic.objects.filter(slug=slug).first() if slug else None
    if topic:
        questions = questions.filter(topics=topic)
    counts = tab_counts(questions, request.user)
    page = _page(_in_tab(questions, tab, request.user), request, _count(counts, tab))
    return {"page": page, "tabs": _tabs(counts, tab, request.user, topic), "topic": topic}


def _in_tab(questions: QuestionQuerySet, tab: str, reader: Reader) -> QuestionQuerySet:
    if tab == "unbeantwortet":
        return questions.unanswered()
    if tab == "geloest":
        return questions.solved()
    if tab == "fuer-uns":
        return questions.for_organisations(member_organisations_of(reader))
    if tab == "von-uns":
        return questions.filter(asked_by(member_organisations_of(reader)))
    return questions.pinned_first()


def _count(counts: TabCounts, tab: str) -> int:
    by_tab = {
        "unbeantwortet": counts.unanswered,
        "geloest": counts.solved,
        "fuer-uns": counts.for_me,
        "von-uns": counts.from_us,
    }
    return by_tab.get(tab, counts.new)


def _tabs(counts: TabCounts, tab: str, reader: Reader, topic: Topic | None) -> list[Tab]:
    tabs = [
        ("neu", gettext_lazy("New"), counts.new),
        ("unbeantwortet", gettext_lazy("Unanswered"), counts.unanswered),
        ("geloest", gettext_lazy("Solved"), counts.solved),
    ]
    if member_organisations_of(reader):
        tabs.append(("fuer-uns", gettext_lazy("For my county"), counts.for_me))
        tabs.append(("von-uns", gettext_lazy("From my county"), counts.from_us))
    suffix = f"&thema={topic.slug}" if topic else ""
    names = [name for name, _label, _count in tabs]
    current = tab if tab in names else "neu"
    return [Tab(f"?ansicht={name}{suffix}", label, n, name == current) for name, label, n in tabs]


class CountedPaginator(Paginator[Question]):
    """A paginator that was told the count, which the tabs have read already."""

    def __init__(self, questions: QuestionQuerySet, count: int) -> None:
        super().__init__(questions, PAGE_SIZE)
        self.count = count


def _page(questions: QuestionQuerySet, request: HttpRequest, count: int) -> Page[Question]:
    return CountedPaginator(questions, count).get_page(request.GET.get("page"))
