"""Reads about news: what feeds tell of, and which releases are in work."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import QueryDict
from wagtail.models import Revision

from portal.feeds.atom import MOST_ENTRIES, Entry
from portal.members.audiences import Reader, active_organisations_of
from portal.members.models import Organisation, User
from portal.members.queries import organisations
from portal.pages.models import Genre, NewsPage, PressOffice
from portal.pages.rules import may_bring_in
from portal.publishing.models import hidden_pages
from portal.publishing.models.pages import BEGINNING
from portal.taxonomy.models import Topic

_SHOWN = (
    "key", "title", "slug", "summary", "text", "published_at", "first_published_at",
    "last_published_at", "organisation__display_name",
)  # fmt: skip


def news_as_asked(reader: Reader, parameters: QueryDict) -> QuerySet[NewsPage] | None:
    """Return the news a feed's address asks for; None where it names what is not there."""
    news: QuerySet[NewsPage] = NewsPage.objects.visible_to(reader)
    if slug := parameters.get("thema"):
        if not Topic.objects.filter(slug=slug).exists():
            return None
        news = news.filter(topics__slug=slug)
    if slug := parameters.get("kreis"):
        if not organisations(reader).filter(slug=slug).exists():
            return None
        news = news.filter(organisation__slug=slug)
    if parameters.get("art") == "presse":
        news = news.filter(genre=Genre.PRESS_RELEASE)
    return news


def newest(news: QuerySet[NewsPage]) -> list[Entry]:
    """Return the newest of these news as entries of a feed (two queries)."""
    rows = news.select_related("organisation").prefetch_related("topics").only(*_SHOWN)
    return [_entry(page) for page in rows.order_by("-published_at", "-pk")[:MOST_ENTRIES]]


def _entry(page: NewsPage) -> Entry:
    published = page.published_at or page.first_published_at or page.last_published_at
    return Entry(
        path=page.get_absolute_url(),
        title=page.title,
        text=page.summary or page.text[:BEGINNING],
        county=page.organisation.display_name,
        published_at=published,
        updated_at=page.last_published_at or published,
        topics=tuple(topic.name for topic in page.topics.all()),
    )


def counties_to_bring_in_for(person: User) -> list[Organisation]:
    """Return for whom she may bring in releases, in the order of their names."""
    members = Organisation.objects.filter(status=Organisation.Status.MEMBER)
    return [one for one in members.order_by("display_name") if may_bring_in(person, one)]


def releases_in_work(person: User) -> QuerySet[NewsPage]:
    """Return the releases of her counties that are not published, and those she brought in.

    Which of them she may open says `rules.may_read_draft`.
    """
    own = active_organisations_of(person)
    releases: QuerySet[NewsPage] = NewsPage.objects.filter(
        Q(organisation__in=own) | Q(owner=person), live=False, genre=Genre.PRESS_RELEASE
    )
    if person.is_moderator:
        others = NewsPage.objects.filter(live=False, genre=Genre.PRESS_RELEASE)
        hidden = hidden_pages(person).filter(pk__in=others.order_by().values("pk"))
        releases = releases | others.exclude(pk__in=hidden.values("pk"))
    return releases.select_related("organisation").order_by("-latest_revision_created_at", "-pk")


def times_of(releases: Sequence[NewsPage]) -> dict[int, datetime]:
    """Return when each of these releases will be published, for those that have a time."""
    numbers = [str(page.pk) for page in releases]
    planned = Revision.page_revisions.filter(
        object_id__in=numbers, approved_go_live_at__isnull=False
    )
    return {int(pk): at for pk, at in planned.values_list("object_id", "approved_go_live_at")}


def press_office_of(organisation: Organisation) -> PressOffice | None:
    """Return whom the press may ask there, if the county has said so."""
    return PressOffice.objects.filter(organisation=organisation).first()
