"""Pages nobody has checked for long."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, TruncDate

from casestudies.models import CaseStudy, Guideline
from portal.members.audiences import Reader

# What is written about platforms and law is asked about once a year, before readers are warned.
REVIEW_AFTER = timedelta(days=365)


def pages_to_review(
    model: type[CaseStudy] | type[Guideline], reader: Reader, today: date
) -> QuerySet[Any]:
    """Return published pages nobody has checked for a year, the longest unchecked first.

    `checked_on` is when somebody last did; a page nobody ever checked was right on its first day.
    """
    checked = Coalesce("last_reviewed", TruncDate("published_at"))
    pages: QuerySet[Any] = model.objects.visible_to(reader).annotate(checked_on=checked)
    due = pages.filter(checked_on__lte=today - REVIEW_AFTER).order_by("checked_on", "pk")
    return due.select_related("organisation").only("title", "slug", "organisation__display_name")
