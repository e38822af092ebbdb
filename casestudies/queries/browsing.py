"""Case studies side by side, and where they were done; all from what a reader may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from casestudies.models import CaseStudy, KeyFigure
from portal.members.audiences import Reader
from portal.members.counties import LAENDER
from portal.members.models import Organisation
from portal.publishing.lists import words_of

FEWEST, MOST = 2, 4
# How many addresses are looked at: what the reader may not see takes nobody's place.
MOST_ASKED = 20
_SHOWN = (
    "title", "slug", "html", "period_start", "period_end", "effort_hours", "effort_euros",
    "effort_note", "organisation__display_name", "organisation__land", "organisation__population",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """A case study as it stands beside others."""

    page: CaseStudy
    topics: list[str]
    channels: list[str]
    figures: list[KeyFigure]

    @property
    def organisation(self) -> Organisation:
        """Whose it is."""
        return self.page.organisation


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation with how many of these case studies are its own."""

    slug: str
    name: str
    ags: str
    land: str
    count: int


def compared(reader: Reader, slugs: Iterable[str]) -> list[Compared]:
    """Return the first four of these the reader may see, in the order asked for; 3 queries."""
    asked = list(dict.fromkeys(slug.replace("\x00", "") for slug in slugs))[:MOST_ASKED]
    found = CaseStudy.objects.visible_to(reader).filter(slug__in=asked)
    pages = sorted(
        found.select_related("organisation").only(*_SHOWN),
        key=lambda page: asked.index(page.slug),
    )[:MOST]
    words, figures = _words(pages), _figures(pages)
    return [
        Compared(
            page, words["topics", page.pk], words["channels", page.pk], figures.get(page.pk, [])
        )
        for page in pages
    ]


def _words(pages: Sequence[CaseStudy]) -> Mapping[tuple[str, int], list[str]]:
    words: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for relation, pk, name in words_of(CaseStudy, [page.pk for page in pages]):
        words[relation, pk].append(name)
    return words


def _figures(pages: Sequence[CaseStudy]) -> Mapping[int, list[KeyFigure]]:
    figures: defaultdict[int, list[KeyFigure]] = defaultdict(list)
    for figure in KeyFigure.objects.filter(page__in=pages).order_by("sort_order", "pk"):
        figures[figure.page_id].append(figure)
    return figures


def places_of(pages: QuerySet[Any]) -> list[Place]:
    """Return whose these pages are, those with the most first: one query."""
    columns = ("slug", "display_name", "ags", "land")
    rows = pages.order_by().values_list(*(f"organisation__{name}" for name in columns))
    counted = rows.annotate(count=Count("pk")).order_by("-count", "organisation__display_name")
    return [
        Place(slug, name, ags, LAENDER.get(land, ""), count)
        for slug, name, ags, land, count in counted
    ]
