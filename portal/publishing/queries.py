"""Reads about pages of every kind."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet
from wagtail.models import Page

from portal.members.audiences import Reader, may_see
from portal.members.models import User
from portal.publishing.models import ContentPage, content_models, hidden_pages
from portal.publishing.rules import may_enter_cms


def drafts_for(editor: User) -> QuerySet[Page]:
    """Return what is not published as it stands and she may edit, the last worked on first."""
    if not may_enter_cms(editor):
        empty: QuerySet[Page] = Page.objects.none()
        return empty
    kinds = ContentType.objects.get_for_models(*content_models()).values()
    drafts: QuerySet[Page] = Page.objects.filter(
        Q(live=False) | Q(has_unpublished_changes=True), content_type__in=kinds
    )
    # Asked about drafts only: whether a page is hidden may stand in the text of its revision.
    hidden = hidden_pages(editor).filter(pk__in=drafts.order_by().values("pk"))
    visible = drafts.exclude(pk__in=hidden.values("pk"))
    worked_on = F("latest_revision_created_at").desc(nulls_last=True)
    return visible.order_by(worked_on, "-pk")


def page_seen_by(reader: Reader, pk: int) -> ContentPage | None:
    """Return a published page of any kind, if the reader may see it (three queries)."""
    found = Page.objects.live().filter(pk=pk).defer_streamfields().first()
    page = found.specific if found else None
    if not isinstance(page, ContentPage) or not page.live or not may_see(reader, page):
        return None
    return page
