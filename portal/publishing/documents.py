"""Pages as documents of the search: one description for every kind."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from portal.file_texts.queries import texts_for
from portal.members.audiences import Reader, audience_of
from portal.publishing.holding import files_on
from portal.publishing.models import ContentPage, ContentPageQuerySet
from search.boosts import Mark
from search.port import Document, FileText
from search.registry import Searchable, TitleHit

_COLUMNS = (
    "title", "slug", "live", "key", "visibility", "text", "published_at",
    "organisation__slug", "organisation__display_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Addition:
    """What another app adds to a page's document: words, and what lets it rise or sink."""

    text: str = ""
    marks: tuple[Mark, ...] = ()


# By the keys of pages; only what all readers of a page may see.
Additions = Callable[[Collection[ContentPage]], Mapping[str, Addition]]
_adding: list[Additions] = []


def install(table: Iterable[Additions]) -> None:
    """Take over the table of the wiring (PAGE_ADDITIONS), replacing an earlier one."""
    _adding[:] = table


class PageDocuments:
    """Describes one kind of page. Only live pages are known here."""

    def __init__(self, model: type[ContentPage]) -> None:
        self.model = model

    def searchable(self, label: str | Promise) -> Searchable:
        """Return the entry for SEARCHABLE."""
        return Searchable(
            kind=self.model.kind,
            label=label,
            documents=self.documents,
            keys=self.keys,
            visible=self.model.objects.visible_to,
            find_by_title=self.find_by_title,
        )

    def documents(self, keys: Collection[str]) -> dict[str, Document]:
        """Describe pages by key in five queries and those of other apps, however many."""
        pages = list(self._live.filter(key__in=keys).select_related("organisation").only(*_COLUMNS))
        topics = self._slugs("topics", pages)
        channels = self._slugs("channels", pages)
        added = [additions_to(pages) for additions_to in _adding]
        files = texts_for(files_on(pages))
        return {
            page.key: _document(
                page,
                topics[page.pk],
                channels[page.pk],
                [known[page.key] for known in added if page.key in known],
                files.get(page.key, ()),
            )
            for page in pages
        }

    def keys(self) -> Iterator[str]:
        """Yield the keys of all live pages."""
        return iter(self._live.order_by("pk").values_list("key", flat=True).iterator())

    def find_by_title(self, reader: Reader, text: str, limit: int) -> list[TitleHit]:
        """Find pages whose title has these words, newest first; one query."""
        found = self.model.objects.visible_to(reader)
        for word in text.split()[:5]:
            found = found.filter(title__icontains=word)
        pages = found.order_by("-published_at").only("key", "title", "slug")[:limit]
        return [TitleHit(page.key, page.title, page.get_absolute_url()) for page in pages]

    @property
    def _live(self) -> ContentPageQuerySet:
        return self.model.objects.filter(live=True)

    def _slugs(self, relation: str, pages: Collection[ContentPage]) -> Mapping[int, list[str]]:
        field: Any = self.model._meta.get_field(relation)
        owner, target = field.m2m_field_name(), field.m2m_reverse_field_name()
        rows = (
            field.remote_field.through.objects.filter(**{f"{owner}__in": [p.pk for p in pages]})
            .order_by(f"{target}__name")
            .values_list(f"{owner}_id", f"{target}__slug")
        )
        slugs = defaultdict(list)
        for pk, slug in rows:
            slugs[pk].append(slug)
        return slugs


def _document(
    page: ContentPage,
    topics: list[str],
    channels: list[str],
    added: Collection[Addition],
    files: tuple[FileText, ...],
) -> Document:
    return Document(
        reference=page.reference,
        title=page.title,
        body="\n".join(filter(None, (page.text, *(one.text for one in added)))),
        url=page.get_absolute_url(),
        audience=audience_of(page),
        organisation=page.organisation.slug,
        organisation_name=page.organisation.display_name,
        topics=tuple(topics),
        channels=tuple(channels),
        published_at=page.published_at or page.first_published_at or page.last_published_at,
        marks=tuple(mark for one in added for mark in one.marks),
        files=files,
    )
