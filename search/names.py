"""The names of what a reader can narrow a search by."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import caches
from django.db.models import QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.members.models import Organisation
from portal.taxonomy.models import Platform, Topic
from search.analysis.language import LANGUAGES
from search.registry import all_searchables

NAMES = "facet-names"
KEEP_SECONDS = 60

# Value -> what is shown for it, by facet. What has no name is no choice: a county that asks
# without being named.
Names = Mapping[str, Mapping[str, str | Promise]]

_SOLVED = {"yes": _("with an accepted answer"), "no": _("without an accepted answer")}


def all_names() -> Names:
    """Return the names of all values of all facets; years are their own names."""
    kinds = {described.kind: described.label for described in all_searchables()}
    return {"kind": kinds, "solved": _SOLVED, "language": LANGUAGES, **_kept_names()}


def _kept_names() -> dict[str, dict[str, str | Promise]]:
    """Return the names of all organisations, topics and channels; a new one shows after a minute.

    Every name is public; which of them a reader meets is decided by her facets.
    """
    names: dict[str, dict[str, str | Promise]] | None = caches["kept"].get(NAMES)
    if names is None:
        names = {"organisation": {}, "topic": {}, "channel": {}}
        for facet, slug, name in _named():
            names[facet][slug] = name
        caches["kept"].set(NAMES, names, KEEP_SECONDS)
    return names


def _named() -> Iterable[tuple[str, str, str]]:
    sources: tuple[tuple[str, QuerySet[Any], str], ...] = (
        ("organisation", Organisation.objects.all(), "display_name"),
        ("topic", Topic.objects.all(), "name"),
        ("channel", Platform.objects.all(), "name"),
    )
    first, *others = (
        rows.order_by().annotate(facet=Value(name)).values_list("facet", "slug", label)
        for name, rows, label in sources
    )
    named: QuerySet[Any, tuple[str, str, str]] = first.union(*others, all=True)
    return named
