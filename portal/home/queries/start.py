"""What the start page shows, read from all apps: what the reader may see, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _

from casestudies.models import CaseStudy
from forum.queries.questions import listed_questions, open_questions_for
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation
from portal.pages.models import NewsPage
from portal.taxonomy.models import Topic

NEWEST = 4
_PAGE_FIELDS = ("title", "slug", "published_at", "organisation__display_name")


@dataclass(frozen=True, slots=True)
class Teaser:
    """One line that makes a reader curious."""

    title: str
    url: str
    organisation: str
    at: datetime
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest of a kind, and where the others are."""

    title: str
    teasers: list[Teaser]
    url: str
    more: str


@dataclass(frozen=True, slots=True)
class Signpost:
    """A word to browse by: a topic, or a county that takes part."""

    slug: str
    name: str


def newest(reader: Reader) -> list[Listing]:
    """Return the newest case studies, questions and news this reader may see (three queries)."""
    return [
        Listing(
            _("New case studies"),
            _page_teasers(CaseStudy, reader),
            reverse("casestudies:case-study-list"),
            _("All case studies"),
        ),
        Listing(
            _("New questions"),
            _question_teasers(reader),
            reverse("forum:question-list"),
            _("All questions"),
        ),
        Listing(
            _("News"),
            _page_teasers(NewsPage, reader),
            reverse("pages:news-list"),
            _("All news"),
        ),
    ]


def signposts() -> tuple[list[Signpost], list[Signpost]]:
    """Return the topics and the member counties, each in alphabetical order (one query)."""
    topics = Topic.objects.order_by().annotate(parameter=Value("topic"))
    counties = Organisation.objects.filter(status=Organisation.Status.MEMBER).order_by()
    rows = list(
        topics.values_list("parameter", "slug", "name").union(
            counties.annotate(parameter=Value("organisation")).values_list(
                "parameter", "slug", "display_name"
            )
        )
    )
    return _signposts(rows, "topic"), _signposts(rows, "organisation")


def open_questions_count(reader: Reader) -> int:
    """Count the unsolved questions that ask the reader's counties; 0 for who cannot answer."""
    if not member_organisations_of(reader):
        return 0
    return open_questions_for(reader).count()


def _page_teasers(model: type[CaseStudy] | type[NewsPage], reader: Reader) -> list[Teaser]:
    pages = model.objects.visible_to(reader).order_by("-published_at", "-pk")
    return [
        Teaser(page.title, page.get_absolute_url(), str(page.organisation), page.published_at)
        for page in pages.select_related("organisation").only(*_PAGE_FIELDS)[:NEWEST]
    ]


def _question_teasers(reader: Reader) -> list[Teaser]:
    questions = listed_questions(reader).prefetch_related(None)[:NEWEST]
    return [
        Teaser(
            question.title,
            question.get_absolute_url(),
            str(question.organisation),
            question.asked_at,
            question.answers_count,
        )
        for question in questions
    ]


def _signposts(rows: Iterable[tuple[str, str, str]], wanted: str) -> list[Signpost]:
    found = [Signpost(slug, name) for parameter, slug, name in rows if parameter == wanted]
    return sorted(found, key=lambda signpost: normalize("NFKD", signpost.name.casefold()))
