"""What a page said, as plain values: kept by field names, shown by their labels.

`sections` holds the HTML readers saw (or, for steps, a list of texts), `values` all other fields
of the kind, words and rows of its lists. A field that a later release removes is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Field
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField

from portal.kernel.diff import Piece, compare
from portal.kernel.markdown import plain_text
from portal.publishing.models import ContentPage

Content = Mapping[str, Any]
_WORDS = ("topics", "channels")


def snapshot_of(page: ContentPage) -> dict[str, Any]:
    """Read what a page says, as it stands in memory."""
    return {
        "title": page.title,
        "summary": page.summary,
        "sections": {name: _section(value) for name, value in page.html.items()},
        "values": {**_values(page), **_rows(page), **_words(page)},
    }


def _section(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return [f"{one['title']}\n{_said_by(one)}".strip() for one in value]


def _said_by(part: Mapping[str, str]) -> str:
    """Return the words of one of several: a step says them in HTML, an example text as text."""
    return part["text"] if "text" in part else plain_text(part["html"])


def _values(page: ContentPage) -> dict[str, Any]:
    fields = (field for field in type(page)._meta.local_fields if _is_told(field, page))
    return {field.name: _plain(getattr(page, field.name)) for field in fields}


def _is_told(field: Field[Any, Any], page: ContentPage) -> bool:
    inherited = {one.name for one in ContentPage._meta.local_fields}
    return (
        field.editable
        and not field.is_relation
        and field.name not in inherited | page.html.keys()
        and not isinstance(field, StreamField | RichTextField)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | None) else str(value)


def _rows(page: ContentPage) -> dict[str, list[str]]:
    return {
        relation.get_accessor_name(): [
            str(row) for row in getattr(page, relation.get_accessor_name()).all()
        ]
        for relation in _lists(type(page))
        if relation.get_accessor_name() not in page.html
    }


def _lists(model: type[ContentPage]) -> Iterator[Any]:
    """Yield the kind's own lists; what the CMS hangs on a page beside them is not told."""
    own = model._meta.app_label
    lists = get_all_child_relations(model)
    return (one for one in lists if one.related_model._meta.app_label == own)


def _words(page: ContentPage) -> dict[str, list[str]]:
    return {name: sorted(str(one) for one in getattr(page, name).all()) for name in _WORDS}


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a version: a text (HTML), or rows of plain words."""

    label: str | Promise
    html: str = ""
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in one field: word by word, or what was before and is after."""

    label: str | Promise
    pieces: tuple[Piece, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def shown_parts(content: Content, model: type[ContentPage]) -> Iterator[Shown]:
    """Yield what a version says, in the order of the page: texts first, then the facts."""
    labels = labels_of(model)
    for name in _in_order(labels, content["sections"]):
        if isinstance(value := content["sections"][name], str):
            yield Shown(labels[name], html=value)
        elif value:
            yield Shown(labels[name], rows=tuple(value))
    for name in _in_order(labels, content["values"]):
        if rows := _told(content["values"][name]):
            yield Shown(labels[name], rows=rows)


def changes(before: Content, after: Content, model: type[ContentPage]) -> Iterator[Change]:
    """Yield what changed between two versions, by the names of the fields."""
    labels = labels_of(model)
    for name in ("title", "summary"):
        if before[name] != after[name]:
            yield _in_words(labels[name], before[name], after[name])
    for name in _in_order(labels, before["sections"], after["sections"]):
        old, new = (_text(one["sections"].get(name)) for one in (before, after))
        if old != new:
            yield _in_words(labels[name], old, new)
    for name in _in_order(labels, before["values"], after["values"]):
        old_rows, new_rows = (_told(one["values"].get(name)) for one in (before, after))
        if old_rows != new_rows:
            yield Change(labels[name], before=old_rows, after=new_rows)


def labels_of(model: type[ContentPage]) -> dict[str, str | Promise]:
    """Return what the fields of a kind are called, and its lists."""
    fields = chain(model._meta.concrete_fields, model._meta.many_to_many)
    return {
        **{field.name: field.verbose_name for field in fields},
        **{
            one.get_accessor_name(): one.related_model._meta.verbose_name_plural
            for one in _lists(model)
        },
        "title": _("title"),
    }


def _in_words(label: str | Promise, before: str, after: str) -> Change:
    return Change(label, pieces=tuple(compare(before, after)))


def _in_order(labels: Mapping[str, Any], *contents: Mapping[str, Any]) -> list[str]:
    """Return the names there are, in the order of the kind's fields: JSON keeps none."""
    there = set(chain(*contents))
    return [name for name in labels if name in there]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    return plain_text(value or "")


def _told(value: Any) -> tuple[str, ...]:
    """Say a value as people read it: nothing for what was left empty."""
    if isinstance(value, list):
        return tuple(value)
    if value is None or value == "":
        return ()
    if isinstance(value, bool):
        return (str(_("yes") if value else _("no")),)
    if isinstance(value, int):
        return (number_format(value, use_l10n=True, force_grouping=True),)
    day = parse_date(value) if len(value) == 10 else None
    return (date_format(day, "DATE_FORMAT"),) if day else (value,)
