"""The lists of a person's dashboard: a few of the newest, and the way to all of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casestudies.models import CaseStudy, Guideline
from casestudies.queries import pages_to_review
from forum.models import Question
from forum.queries.questions import listed_questions, own_questions, questions_to_everybody
from portal.members.audiences import active_organisations_of
from portal.members.models import User
from portal.pages.models import NewsPage
from portal.publishing.queries import drafts_for
from portal.taxonomy.models import Topic

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing of a list."""

    title: str
    url: str
    at: datetime | date | None
    by: str = ""
    state: str = ""
    answers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One list; without lines it says what `empty` says, or it is left out."""

    anchor: str
    title: str
    lines: list[Line] = field(default_factory=list)
    url: str
    more: str
    empty: str = ""
    hint: str = ""


def sections_for(person: User, topics: list[Topic], today: date) -> list[Section]:
    """Return her lists in the order of the page; those without anything to say are left out."""
    sections = chain(
        _forum(person), [_topics(person, topics), _reviews(person, today)], _desk(person)
    )
    return [section for section in sections if section.lines or section.empty]


def _forum(person: User) -> Iterator[Section]:
    list_url = reverse("forum:question-list")
    if person.writes_as_member:
        yield Section(
            anchor="an-alle",
            title=_("Nobody has answered yet"),
            lines=[_question(one, answers=False) for one in questions_to_everybody(person)[:SHOWN]],
            url=f"{list_url}?ansicht=unbeantwortet",
            more=_("All unanswered questions"),
        )
    if active_organisations_of(person):
        yield from _own_questions(person, f"{list_url}?ansicht=von-uns")


def _own_questions(person: User, url: str) -> Iterator[Section]:
    own, more = own_questions(person).prefetch_related(None), _("All questions of yours")
    asks = person.writes_as_member
    several = len(active_organisations_of(person)) > 1
    yield Section(
        anchor="offen",
        title=_("Your organisation's open questions"),
        lines=[_own_question(one, by=several) for one in own.filter(is_solved=False)[:SHOWN]],
        url=url if asks else reverse("forum:question-list"),
        more=more if asks else _("All questions"),
        empty=_("You wait for no answer. What would you like to know from other counties?")
        if asks
        else "",
    )
    yield Section(
        anchor="beantwortet",
        title=_("Your organisation's solved questions"),
        lines=[_own_question(one, by=several) for one in own.solved()[:SHOWN]],
        url=url if asks else reverse("forum:question-list"),
        more=more if asks else _("All questions"),
    )


def _topics(person: User, topics: list[Topic]) -> Section:
    """Gather what is new on her topics, of others: what her own county writes she knows."""
    lines = sorted(_news(person, topics), key=_moment, reverse=True)
    slugs = urlencode([("topic", topic.slug) for topic in topics])
    return Section(
        anchor="themen",
        title=_("New in your topics"),
        lines=lines[:SHOWN],
        url=f"{reverse('search:results')}?{slugs}",
        more=_("All in your topics"),
        empty=_("Nothing yet. What others write on your topics appears here.") if topics else "",
    )


def _news(person: User, topics: list[Topic]) -> Iterator[Line]:
    others = ~Q(organisation__in=active_organisations_of(person))
    for model in (CaseStudy, Guideline, NewsPage):
        visible = model.objects.visible_to(person).filter(published_at__isnull=False)
        pages = visible.filter(others, _on(model, topics))
        newest = pages.order_by("-published_at", "-pk").select_related("organisation")
        for page in newest.only("title", "slug", "published_at", "organisation__display_name")[
            :SHOWN
        ]:
            yield _page(page, page.published_at, _named(model))
    for question in listed_questions(person).filter(others, _on(Question, topics))[:SHOWN]:
        yield _question(question)


def _on(model: type[Any], topics: list[Topic]) -> Q:
    relation = model.topics.field
    through = model.topics.through.objects.filter(
        **{relation.m2m_field_name(): OuterRef("pk")}, topic__in=topics
    )
    return Q(Exists(through))


def _reviews(person: User, today: date) -> Section:
    """Gather what nobody has checked for a year: of her organisations; for moderators, of all."""
    own = active_organisations_of(person)
    pages: list[CaseStudy | Guideline] = []
    for model in (CaseStudy, Guideline):
        due = pages_to_review(model, person, today)
        pages += (due if person.is_moderator else due.filter(organisation__in=own))[:SHOWN]
    pages.sort(key=lambda page: page.checked_on)
    query = "" if person.is_moderator or len(own) != 1 else f"?organisation={own[0].slug}"
    return Section(
        anchor="pruefen",
        title=_("Is this still right?"),
        lines=[_page(page, None, _checked(page.checked_on)) for page in pages[:SHOWN]],
        url=reverse("casestudies:case-study-list") + query,
        more=_("All case studies") if not query else _("All case studies of yours"),
        hint=_("Nobody has checked these pages for a year.")
        if person.is_moderator
        else _(
            "Nobody has checked these pages for a year. Tell the moderators what has changed,"
            " or that all of it still holds."
        ),
    )


def _desk(person: User) -> Iterable[Section]:
    drafts = drafts_for(person)[:SHOWN]
    lines = [
        Line(
            title=page.draft_title,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            at=page.latest_revision_created_at,
            state=_("changed since it was published") if page.live else _("not published"),
        )
        for page in drafts
    ]
    return [
        Section(
            anchor="entwuerfe",
            title=_("Drafts"),
            lines=lines,
            url=reverse("wagtailadmin_explore_root"),
            more=_("All pages in the CMS"),
        )
    ]


def _own_question(question: Question, *, by: bool) -> Line:
    """Under which name others see it, where that is not the county's own."""
    return _question(question, by=by or question.is_veiled)


def _question(question: Question, *, by: bool = True, answers: bool = True) -> Line:
    return Line(
        title=question.title,
        url=question.get_absolute_url(),
        at=question.asked_at,
        by=question.organisation.display_name if by else "",
        answers=question.answers_count if answers else None,
    )


def _page(page: Any, at: datetime | date | None, state: str) -> Line:
    return Line(
        title=page.title,
        url=page.get_absolute_url(),
        at=at,
        by=page.organisation.display_name,
        state=state,
    )


def _checked(on: date) -> str:
    return _("last checked on %(date)s") % {"date": date_format(on, "DATE_FORMAT")}


def _moment(line: Line) -> datetime:
    assert isinstance(line.at, datetime)  # noqa: S101 - `_news` asks for nothing else
    return line.at


def _named(model: type[Any]) -> str:
    return str(model._meta.verbose_name)
