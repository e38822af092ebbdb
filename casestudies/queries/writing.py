"""What people write on: drafts and published case studies of their counties."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from casestudies.models import CaseStudy
from casestudies.rules import may_read_draft, may_write
from portal.kernel.markdown import plain_text
from portal.kernel.verdict import Verdict, refused
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import User
from portal.publishing.models import hidden_pages


@dataclass(frozen=True, slots=True)
class Work:
    """A case study in work: the page, its newest version, and whether the reader may write now.

    `draft` is what was written last, `page` the row of the database; `lock` says why nobody, or
    not this person, may change it at the moment.
    """

    page: CaseStudy
    draft: CaseStudy
    verdict: Verdict

    @property
    def base(self) -> int:
        """The version a change is based on."""
        return self.page.latest_revision_id or 0


def work_on(reader: Reader, pk: int) -> Work | None:
    """Return a case study with its newest version, if the reader may know of it."""
    page = CaseStudy.objects.filter(pk=pk).select_related("organisation", "latest_revision").first()
    if page is None or not knows_of(reader, page):
        return None
    return Work(page, newest_version(page), writes_now(reader, page))


def newest_version(page: CaseStudy) -> CaseStudy:
    """Return the page as it was last worked on."""
    latest: CaseStudy = page.get_latest_revision_as_object()
    return latest


def knows_of(reader: Reader, page: CaseStudy) -> bool:
    """Whether the reader may know of this page while it is written.

    A county's own people do. A moderator does not where the county keeps the page, or only its
    newest version, to itself (docs/decisions/0005).
    """
    if not may_read_draft(reader, page):
        return False
    if page.organisation in member_organisations_of(reader) or not isinstance(reader, User):
        return True
    return not hidden_pages(reader).filter(pk=page.pk).exists()


def writes_now(reader: Reader, page: CaseStudy) -> Verdict:
    """Whether the reader may change this page at this moment, its locks included."""
    verdict = may_write(reader, page)
    if verdict and isinstance(reader, User) and (lock := page.get_lock()) and lock.for_user(reader):
        return refused(plain_text(lock.get_message(reader) or lock.get_description(reader)))
    return verdict


def case_studies_of(reader: Reader) -> QuerySet[Any]:
    """Return the case studies of the reader's counties, what was worked on last first."""
    pages: QuerySet[Any] = CaseStudy.objects.filter(
        organisation__in=[one.pk for one in member_organisations_of(reader)]
    )
    return (
        pages.select_related("organisation", "owner")
        .defer("html", "text", *CaseStudy.get_streamfield_names())
        .order_by("-latest_revision_created_at", "-last_published_at", "-pk")
    )


def held(pk: int) -> CaseStudy | None:
    """Return a case study while nobody else can change it, until the transaction ends."""
    # SQLite writes one at a time, PostgreSQL locks the row that all versions hang on.
    if not Page.objects.select_for_update().filter(pk=pk).exists():
        return None
    found: CaseStudy | None = (
        CaseStudy.objects.filter(pk=pk).select_related("organisation", "latest_revision").first()
    )
    return found
