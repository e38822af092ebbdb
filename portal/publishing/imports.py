"""Pages that come from outside: one upsert for every kind.

A page is recognised by its key; its address never changes by an import. No revision is written
for a page nobody has touched in the CMS: it is edited there all the same, and ten thousand pages
take minutes instead of hours. Where editors have worked on a page, the import becomes its newest
revision, or else they would be shown the state before it.
"""

from collections.abc import Callable, Collection
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import transaction
from wagtail.models import Locale
from wagtail.signal_handlers import disable_reference_index_auto_update

from portal.kernel.content import Reference
from portal.kernel.text import clean_line
from portal.members.models import Organisation
from portal.outbox.recording import record
from portal.publishing.facts import PagePublished
from portal.publishing.guards import tell_published
from portal.publishing.models import ContentPage
from portal.publishing.placing import check_draft, free_slug
from portal.taxonomy.models import Platform, Topic

P = TypeVar("P", bound=ContentPage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What every imported page has. `publish=False` leaves it to editors to publish it."""

    key: str
    title: str
    organisation: Organisation
    visibility: str = "members"
    topics: Collection[Topic] = ()
    channels: Collection[Platform] = ()
    published_at: datetime | None = None
    summary: str = ""
    publish: bool = True


@dataclass(frozen=True, slots=True)
class Imported(Generic[P]):
    """The page, and whether it is new."""

    page: P
    created: bool

    @property
    def reference(self) -> Reference:
        """The address of the page across apps."""
        return self.page.reference


def import_page(
    model: type[P],
    common: Common,
    *,
    now: datetime,
    fill: Callable[[P], None],
    uses_files: bool = False,
) -> Imported[P]:
    """Create the page with this key, or bring it up to date; `fill` sets the kind's own fields.

    `uses_files` says that it brings files along: only then Wagtail has to note who uses what.
    Raises ValidationError with messages by field; nothing is changed then.
    """
    with transaction.atomic():
        page = model.objects.filter(key=common.key).select_related("latest_revision").first()
        created = page is None
        page = page or model(key=common.key, live=False, locale=Locale.get_default())
        _fill_common(page, common)
        fill(page)
        with nullcontext() if uses_files or not created else disable_reference_index_auto_update():
            _settle(page, common, now, created=created)
    return Imported(page, created)


def _fill_common(page: ContentPage, common: Common) -> None:
    page.title = page.draft_title = clean_line(common.title)
    page.summary = clean_line(common.summary)
    page.organisation = common.organisation
    page.visibility = common.visibility
    page.published_at = common.published_at or page.published_at
    page.topics.set(common.topics)
    page.channels.set(common.channels)


def _settle(page: ContentPage, common: Common, now: datetime, *, created: bool) -> None:
    if not created and (page.latest_revision_id or (page.live and not common.publish)):
        _save_as_revision(page, publish=common.publish)
        return
    page.slug = page.slug or free_slug(page)
    if common.publish:
        _go_live(page, now)
    else:
        check_draft(page)
    if created:
        page.folder().add_child(instance=page)  # checks the page itself, with its place
    else:
        page.save()
    if page.live:
        tell_published(page)
        record(PagePublished(reference=page.reference))


def _save_as_revision(page: ContentPage, *, publish: bool) -> None:
    revision = page.save_revision()
    if publish:
        revision.publish()  # `casestudies/bridge.py` records the fact


def _go_live(page: ContentPage, now: datetime) -> None:
    page.live = True
    page.has_unpublished_changes = False
    page.first_published_at = page.first_published_at or now
    page.last_published_at = now
