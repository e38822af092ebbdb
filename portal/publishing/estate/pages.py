"""Pages with what is published, what is still being written, and what they said before."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from portal.kernel.batches import in_batches
from portal.members.estates import (
    Arrival,
    BadPackage,
    Departure,
    Kind,
    PersonRef,
    Row,
    Text,
    Word,
)
from portal.members.models import Organisation
from portal.publishing.imports import Common, import_page
from portal.publishing.models import ContentPage
from portal.taxonomy.imports import words_for
from portal.taxonomy.models import Platform, Topic


class PageFields(Row):
    """What editors fill in; each kind of page adds its own."""

    title: Text
    slug: str
    seo_title: Text
    search_description: Text
    summary: Text
    visibility: str
    published_at: datetime | None
    topics: list[Word]
    channels: list[Word]


F = TypeVar("F", bound=PageFields)

_PLAIN = (
    "title", "slug", "seo_title", "search_description", "summary", "visibility", "published_at",
)  # fmt: skip
_OF_THE_PAGE = (
    "live", "has_unpublished_changes", "first_published_at", "last_published_at",
    "latest_revision_created_at", "go_live_at", "expire_at",
)  # fmt: skip


class PageRow(Row):
    """A page as its readers see it, or as a draft where it was never published."""

    key: str
    owner: PersonRef | None
    live: bool
    has_unpublished_changes: bool
    first_published_at: datetime | None
    last_published_at: datetime | None
    latest_revision_created_at: datetime | None
    go_live_at: datetime | None
    expire_at: datetime | None


class VersionRow(Row):
    """A version of a page: who wrote it when, and whether it is the one in print or the newest."""

    page: str
    created_at: datetime
    user: PersonRef | None
    is_live: bool
    is_latest: bool
    approved_go_live_at: datetime | None


def page_kinds(
    model: type[ContentPage],
    *,
    labels: tuple[str | Promise, str | Promise],
    records: tuple[type[PageRow], type[VersionRow]],
    read: Callable[[Any, Departure], PageFields],
    write: Callable[[Any, Any, Arrival], None],
    tables: tuple[str, ...] = (),
) -> tuple[Kind, Kind]:
    """Describe one kind of page and its versions.

    `records` are the rows of both, whose `fields` are the kind's own; `read` makes those of a page
    (with `common_fields`), `write` sets what the kind adds.
    """
    pages = _Pages(model, records, read, write)
    label = model._meta.label
    return (
        Kind(
            name=model.kind,
            label=labels[0],
            record=records[0],
            tables=(label, f"{label}_topics", f"{label}_channels", *tables),
            rows=pages.rows,
            take_in=pages.take_page,
            line=lambda row: f"{row.fields.title} ({_state(row)})",
            count=lambda organisation: pages.of(organisation).count(),
        ),
        Kind(
            name=f"{model.kind}_version",
            label=labels[1],
            record=records[1],
            tables=("wagtailcore.Revision",),
            rows=pages.versions,
            take_in=pages.take_version,
            line=lambda row: f"{row.fields.title} ({row.created_at:%d.%m.%Y})",
            count=lambda organisation: pages.revisions_of(organisation).count(),
        ),
    )


def _state(row: Any) -> str:
    return f"{row.last_published_at:%d.%m.%Y}" if row.last_published_at else _("draft")


def common_fields(page: Any) -> dict[str, Any]:
    """Return the fields every page has."""
    return {
        **{name: getattr(page, name) for name in _PLAIN},
        "topics": [Word(slug=one.slug, name=one.name) for one in page.topics.all()],
        "channels": [Word(slug=one.slug, name=one.name) for one in page.channels.all()],
    }


class _Pages:
    """One kind of page, out and in."""

    def __init__(
        self,
        model: type[ContentPage],
        records: tuple[type[PageRow], type[VersionRow]],
        read: Callable[[Any, Departure], PageFields],
        write: Callable[[Any, Any, Arrival], None],
    ) -> None:
        self._model = model
        self._page_row, self._version_row = records
        self._read = read
        self._write = write

    def of(self, organisation: Organisation) -> QuerySet[Any]:
        """Return the organisation's pages of this kind."""
        pages: QuerySet[Any] = self._model.objects.filter(organisation=organisation)
        return pages

    def revisions_of(self, organisation: Organisation) -> QuerySet[Revision]:
        """Return what was written for the organisation; a page may have been another's before."""
        # Wagtail keeps the page's number as text.
        pks = self.of(organisation).order_by().values_list(Cast("pk", CharField()))
        revisions: QuerySet[Revision] = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(self._model),
            object_id__in=pks,
            content__organisation=organisation.pk,
        )
        return revisions

    def rows(self, departure: Departure) -> Iterator[Row]:
        """Yield the pages."""
        for page in in_batches(self.of(departure.organisation).select_related("owner"), 50):
            values = {name: getattr(page, name) for name in _OF_THE_PAGE}
            yield self._page_row.model_validate(
                {
                    "key": page.key,
                    "owner": departure.person(page.owner),
                    "fields": self._read(page, departure),
                    **values,
                }
            )

    def versions(self, departure: Departure) -> Iterator[Row]:
        """Yield the versions of all pages, the oldest first."""
        revisions = self.revisions_of(departure.organisation).select_related("user")
        for revision in in_batches(revisions, 50):
            page = revision.content_object
            yield self._version_row.model_validate(
                {
                    "page": page.key,
                    "created_at": revision.created_at,
                    "user": departure.person(revision.user),
                    "is_live": page.live_revision_id == revision.pk,
                    "is_latest": page.latest_revision_id == revision.pk,
                    "approved_go_live_at": revision.approved_go_live_at,
                    "fields": self._read(revision.as_object(), departure),
                }
            )

    def take_page(self, row: Any, arrival: Arrival) -> int:
        """Write a page under its key."""
        if self._model.objects.filter(key=row.key).exists():
            raise BadPackage(_("This is here already, and not from this package: %s.") % row.key)
        common = Common(
            key=row.key,
            title=row.fields.title,
            organisation=arrival.organisation,
            visibility=row.fields.visibility,
            topics=words_for(Topic, row.fields.topics),
            channels=words_for(Platform, row.fields.channels),
            published_at=row.fields.published_at,
            summary=row.fields.summary,
            publish=row.live,
        )

        def fill(page: Any) -> None:
            page.owner = arrival.person(row.owner)
            page.first_published_at = row.first_published_at
            self._fill(page, row.fields, arrival)

        page = import_page(
            self._model, common, now=arrival.now, fill=fill, uses_files=_uses_files(row.fields)
        ).page
        times = {name: getattr(row, name) for name in _OF_THE_PAGE}
        Page.objects.filter(pk=page.pk).update(**times)
        return page.pk

    def _fill(self, page: Any, fields: PageFields, arrival: Arrival) -> None:
        page.slug = fields.slug
        page.seo_title, page.search_description = fields.seo_title, fields.search_description
        self._write(page, fields, arrival)

    def take_version(self, row: Any, arrival: Arrival) -> int:
        """Write a version of a page, with its time and author."""
        page = self._model.objects.filter(key=row.page, organisation=arrival.organisation).first()
        if page is None:
            raise BadPackage(_("A version belongs to no page of the package."))
        draft = self._draft(page, row.fields, arrival)
        revision = Revision.objects.create(
            content_object=page,
            base_content_type=page.get_base_content_type(),
            user=arrival.person(row.user),
            created_at=row.created_at,
            approved_go_live_at=row.approved_go_live_at,
            content=draft.serializable_data(),
            object_str=str(draft),
        )
        pages = Page.objects.filter(pk=page.pk)
        if row.is_latest:
            pages.update(latest_revision=revision, draft_title=draft.title)
        if row.is_live:
            pages.update(live_revision=revision)
        pk: int = revision.pk
        return pk

    def _draft(self, page: Any, fields: PageFields, arrival: Arrival) -> Any:
        draft = self._model.objects.get(pk=page.pk)
        for name in _PLAIN:
            setattr(draft, name, getattr(fields, name))
        draft.topics.set(words_for(Topic, fields.topics))
        draft.channels.set(words_for(Platform, fields.channels))
        self._write(draft, fields, arrival)
        draft.derive()
        return draft


def _uses_files(fields: PageFields) -> bool:
    text = fields.model_dump_json()
    return "linktype" in text or '"picture"' in text or '"attachments":[{' in text
