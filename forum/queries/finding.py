"""Content of any kind, found by what one types: an address of the site, or words of a title."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise

from forum.models import KIND
from portal.kernel.content import Reference
from portal.members.audiences import Reader
from search.registry import Searchable, all_searchables, searchable

MOST_FOUND = 10
_OF_QUESTION = re.compile(r"/fragen/(\d{1,15})/")


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of content, as a choice shows it."""

    reference: Reference
    title: str
    url: str
    label: str | Promise = ""

    @classmethod
    def of(cls, thing: Any, label: str | Promise = "") -> "Found":
        """Describe a row of any kind of content."""
        return cls(thing.reference, str(thing), thing.get_absolute_url(), label)


def content_at(reader: Reader, reference: Reference) -> Found | None:
    """Return the content of that address, where the reader may see it."""
    described = searchable(reference.kind)
    thing = described and described.visible(reader).filter(key=reference.key).first()
    return Found.of(thing, described.label) if described and thing else None


def contents_called(reader: Reader, text: str, kinds: Collection[str] = ()) -> list[Found]:
    """Return what the reader may see under this address, or with these words in its title."""
    described = [one for one in all_searchables() if not kinds or one.kind in kinds]
    if path := _own_path(text):
        return [found for one in described for found in _at_path(reader, one, path)]
    if not text.strip():
        return []
    return [
        Found(Reference(one.kind, hit.key), hit.title, hit.url, one.label)
        for one in described
        for hit in one.find_by_title(reader, text, MOST_FOUND)
    ][: 2 * MOST_FOUND]


def _own_path(text: str) -> str:
    """Return the path of an address of this site, or ''."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    ours = not parts.netloc or parts.netloc == urlsplit(settings.BASE_URL).netloc
    return parts.path if ours and parts.path.startswith("/") else ""


def _at_path(reader: Reader, described: Searchable, path: str) -> Iterator[Found]:
    rows = described.visible(reader)
    if described.kind == KIND:
        match = _OF_QUESTION.match(path)
        rows = rows.filter(pk=int(match[1])) if match else rows.none()
        yield from (Found.of(row, described.label) for row in rows)
        return
    name = path.rstrip("/").rsplit("/", 1)[-1]
    for row in rows.filter(**{_address_field(rows.model): name})[:MOST_FOUND]:
        if row.get_absolute_url() == path:
            yield Found.of(row, described.label)


def _address_field(model: Any) -> str:
    """Return the column that ends a page's address."""
    try:
        model._meta.get_field("slug")
    except FieldDoesNotExist:
        return "key"
    return "slug"
