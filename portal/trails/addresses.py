"""What can stand in a collection, and how its address and its reference lead to each other.

Collections know content by kind and key only (docs/decisions/0002); what a reader may see of it is
asked of the search's registry, where each app has said it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse

from portal.kernel.content import Reference
from portal.members.audiences import Reader
from search.registry import searchable


@dataclass(frozen=True, slots=True)
class StationKind:
    """One kind of content: the view and the fields of its address, and what a list says of it."""

    view: str
    address: tuple[str, ...]
    obsolete: str
    # Whose length tells how long it is read; a question grows with its answers.
    text: str = ""


_OBSOLETE_PAGE = "upkeep__obsolete_since"
KINDS: Mapping[str, StationKind] = {
    "case_study": StationKind(
        "casestudies:case-study-detail", ("slug",), _OBSOLETE_PAGE, text="text"
    ),
    "guideline": StationKind(
        "casestudies:guideline-detail", ("slug",), _OBSOLETE_PAGE, text="text"
    ),
    "news": StationKind("pages:news-detail", ("slug",), _OBSOLETE_PAGE, text="text"),
    "question": StationKind("forum:question-detail", ("pk", "slug"), "outdated_at"),
}
_BY_VIEW = {kind.view: name for name, kind in KINDS.items()}


def reference_at(address: str, reader: Reader) -> Reference | None:
    """Return what stands at an address of this site, if it can be a station and she may see it."""
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return None
    described = searchable(_BY_VIEW.get(match.view_name, ""))
    if described is None:
        return None
    found = described.visible(reader).filter(**match.kwargs)
    key = found.order_by().values_list("key", flat=True).first()
    return Reference(described.kind, key) if key else None


def address_of(reference: Reference, reader: Reader) -> str:
    """Return where this stands, or "" where it is gone or the reader may not see it."""
    described, kind = searchable(reference.kind), KINDS.get(reference.kind)
    if described is None or kind is None:
        return ""
    found = described.visible(reader).filter(key=reference.key).order_by()
    row = found.values(*kind.address).first()
    return reverse(kind.view, kwargs=row) if row else ""
