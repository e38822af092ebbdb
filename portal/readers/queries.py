"""Reads about versions, feedback and subscriptions."""

from collections.abc import Collection
from hashlib import sha256

from django.db.models import Count, F, Q, QuerySet
from wagtail.models import Page

from portal.members.audiences import Reader, active_organisations_of
from portal.members.models import User
from portal.publishing.models import ContentPage, content_models, hidden_pages
from portal.publishing.rules import may_enter_cms
from portal.readers.models import Feedback, PdfFile, Subscription, Version, VersionQuerySet

# What of the way a file is made changes its looks; counted up, so that old files are not found.
PDF_FORMAT = "1"


def versions_of(page: ContentPage, reader: Reader) -> VersionQuerySet:
    """Return the versions of a page she sees that she could have read then, newest first."""
    return Version.objects.filter(page=page.pk).visible_to(reader)


def one_before(version: Version, page: ContentPage, reader: Reader) -> Version | None:
    """Return what the page said before this version, as far as she may know it."""
    earlier = Q(published_at__lt=version.published_at) | Q(
        published_at=version.published_at, pk__lt=version.pk
    )
    return versions_of(page, reader).filter(earlier).first()


def without_version(limit: int) -> list[ContentPage]:
    """Return published pages of which no version is kept: they are older than versions are."""
    found: list[ContentPage] = []
    kept = Version.objects.order_by().values("page")
    for model in content_models():
        found += model.objects.filter(live=True).exclude(pk__in=kept)[: limit - len(found)]
    return found


def subscription_of(person: Reader, page: int) -> Subscription | None:
    """Return her subscription of a page."""
    if not isinstance(person, User):
        return None
    return Subscription.objects.filter(person=person, page=page).first()


def subscriptions_of(person: User) -> QuerySet[Subscription]:
    """Return her subscriptions, the newest first."""
    rows = Subscription.objects.filter(person=person).select_related("page")
    return rows.order_by("-since", "-pk")


def visible_pages_among(reader: Reader, pks: Collection[int]) -> dict[int, ContentPage]:
    """Return by number those of these pages that she may see now; one query for each kind."""
    found: dict[int, ContentPage] = {}
    for model in content_models():
        pages = model.objects.visible_to(reader).filter(pk__in=pks).select_related("organisation")
        found |= {page.pk: page for page in pages.defer("html", "text")}
    return found


def feedback_for(person: User) -> QuerySet[Feedback]:
    """Return what is said about pages she looks after: `rules.may_settle_feedback`, as a query."""
    led = [one.pk for one in person.led_organisations]
    own = [one.pk for one in active_organisations_of(person)]
    pages = Q(pk__in=())
    for model in content_models():
        hers = Q(organisation__in=led) | Q(owner=person, organisation__in=own)
        pages |= Q(pk__in=model.objects.filter(hers).order_by().values("pk"))
    if may_enter_cms(person):
        pages |= ~Q(pk__in=hidden_pages(person).values("pk"))
    return Feedback.objects.filter(page__in=Page.objects.order_by().filter(pages).values("pk"))


def to_settle(person: User) -> QuerySet[Feedback]:
    """Return what waits for somebody to deal with it, the oldest first."""
    open_ones = feedback_for(person).filter(Q(helpful=False) | ~Q(missing=""), done_at=None)
    return open_ones.select_related("page").order_by("given_at", "pk")


def settled(person: User) -> QuerySet[Feedback]:
    """Return what was dealt with, the last first."""
    done = feedback_for(person).filter(done_at__isnull=False)
    return done.select_related("page").order_by("-done_at", "-pk")


def helpfulness(person: User) -> QuerySet[Page]:
    """Return the pages she looks after with `yes` and `no`, the least helpful first."""
    said = feedback_for(person).order_by().values("page")
    number = Count("pk")
    counted = said.annotate(
        title=F("page__title"),
        yes=Count("pk", filter=Q(helpful=True)),
        no=Count("pk", filter=Q(helpful=False)),
        total=number,
    )
    return counted.order_by("-no", "yes", "page")


def fingerprint_of(html: str, language: str) -> str:
    """Name what a page says to a reader."""
    return sha256(f"{PDF_FORMAT}\x1f{language}\x1f{html}".encode()).hexdigest()


def pdf_with(page: ContentPage, fingerprint: str) -> PdfFile | None:
    """Return the file that says exactly this."""
    return PdfFile.objects.filter(page=page.pk, fingerprint=fingerprint).first()
