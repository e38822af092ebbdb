"""What upkeep adds to a page in the search: whether it holds, and when somebody said so."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils import timezone

from portal.publishing.documents import Addition
from portal.publishing.models import ContentPage
from portal.upkeep.models import Upkeep
from search.boosts import Because, Mark, freshness


def additions(pages: Collection[ContentPage]) -> Mapping[str, Addition]:
    """Say by key which pages are obsolete, and which were reviewed; one query."""
    rows = Upkeep.objects.filter(page__in=[page.pk for page in pages])
    marks = {row.page_id: mark for row in rows if (mark := _mark(row, timezone.localdate()))}
    return {page.key: Addition(marks=(marks[page.pk],)) for page in pages if page.pk in marks}


def _mark(row: Upkeep, today: date) -> Mark | None:
    if row.is_obsolete:
        return Mark(Because.OBSOLETE)
    if row.reviewed_on:
        degree = freshness(row.reviewed_on, today)
        return Mark(Because.REVIEWED, degree=degree, on=row.reviewed_on)
    return None
