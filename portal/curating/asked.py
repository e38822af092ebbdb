"""What is looked for: lists of queries, as far as enough organisations asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casestudies.models import CaseStudy
from portal.alerts.queries import commissions_by_stems, wishes_by_stems
from portal.members.models import User
from portal.publishing.models import hidden_pages
from search.asked.queries import (
    Asked,
    asked_and_left,
    asked_in_vain,
    asked_more_and_more,
)


@dataclass(frozen=True, slots=True)
class List:
    """One list: what it is called, why one looks at it, and how it is read, at most MOST rows."""

    title: str | Promise
    explains: str | Promise
    rows: Callable[[date, int], list[Asked]]


@dataclass(frozen=True, slots=True)
class Row:
    """A query, how many people wish for a case study about it, and the one that was begun."""

    asked: Asked
    wishes: int
    draft: CaseStudy | None

    @property
    def url(self) -> str:
        """Where its reader sees what it finds for her now; curators' own looks are not counted."""
        return f"{reverse('search:results')}?{urlencode({'q': self.asked.spelling})}"

    @property
    def note(self) -> str:
        """How often it was asked, and how often before."""
        words = _("asked %(times)d times, %(recent)d of them in the last four weeks")
        return words % {"times": self.asked.times, "recent": self.asked.recent}


LISTS: Mapping[str, List] = {
    "ohne-treffer": List(
        gettext_lazy("Nothing found"),
        gettext_lazy("People looked for this and found nothing."),
        asked_in_vain,
    ),
    "nicht-geoeffnet": List(
        gettext_lazy("Found, but not opened"),
        gettext_lazy("There were hits, and nobody opened any of them."),
        asked_and_left,
    ),
    "steigend": List(
        gettext_lazy("Asked more and more"),
        gettext_lazy(
            "In the last four weeks more than twice as often for each week as in the twelve before."
        ),
        asked_more_and_more,
    ),
}


def rows_of(found: Iterable[Asked], person: User) -> dict[str, Row]:
    """Add wishes and drafts, by stems; of drafts those she may know of."""
    asked = {one.stems: one for one in found}
    wishes, begun = wishes_by_stems(asked), commissions_by_stems(asked)
    drafts = {page.key: page for page in _known(person, [one.key for one in begun.values()])}
    of_stems = {stems: drafts.get(page.key) for stems, page in begun.items()}
    return {
        stems: Row(one, wishes.get(stems, 0), of_stems.get(stems)) for stems, one in asked.items()
    }


def _known(person: User, keys: list[str]) -> Iterable[CaseStudy]:
    pages: QuerySet[CaseStudy] = CaseStudy.objects.filter(key__in=keys).exclude(
        pk__in=hidden_pages(person).values("pk")
    )
    found: QuerySet[CaseStudy] = pages.defer("html", "text", *CaseStudy.get_streamfield_names())
    return found


def table_of(rows: Iterable[Row]) -> list[list[str]]:
    """Return a list as rows of words, for a file."""
    head = [_("Query"), _("Asked"), _("In the last four weeks"), _("Before"), _("Wishes")]
    return [head, *(_cells(row) for row in rows)]


def _cells(row: Row) -> list[str]:
    asked = row.asked
    return [asked.spelling, *map(str, (asked.times, asked.recent, asked.before, row.wishes))]
