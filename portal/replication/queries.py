"""Reads about reports: on a page, of a county, and over many pages."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Sqrt

from portal.members.audiences import Reader, active_organisations_of, may_see
from portal.members.content import Visibility
from portal.members.models import User
from portal.publishing.models import ContentPage, ContentPageQuerySet, content_models
from portal.publishing.rules import may_enter_cms
from portal.replication.models import Report, ReportQuerySet, Result
from portal.replication.rules import REPEATABLE, Z, may_be_repeated

# What has come to an end, one way or the other.
SETTLED = (Result.WORKED, Result.PARTLY, Result.FAILED)
_MEMO = "_reports_shown"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many counties tried it, and how it went."""

    tried: int
    worked: int
    partly: int
    failed: int
    running: int


def reports_on(page: ContentPage, reader: Reader) -> list[Report]:
    """Return what this reader sees on a page she sees, the newest first.

    Read once for a page in memory: it is made for one reader.
    """
    if not may_be_repeated(page):
        return []
    kept: list[Report] | None = page.__dict__.get(_MEMO)
    if kept is None:
        found = Report.objects.about(page.kind, page.key).shown_to(reader)
        kept = list(found.select_related("organisation"))
        page.__dict__[_MEMO] = kept
    return kept


def tally_of(reports: Iterable[Report]) -> Tally:
    """Count reports by what they say."""
    counted = Counter(report.result for report in reports)
    return Tally(
        tried=counted.total(), **{name: counted[name] for name in Result.values}
    )  # fmt: skip


def page_of(report: Report) -> ContentPage | None:
    """Return what a report is about, or None where that is gone."""
    for model in content_models():
        if model.kind == report.page_kind:
            pages = model.objects.filter(key=report.page_key).select_related("organisation")
            found: ContentPage | None = pages.first()
            return found
    return None


def pages_of(reports: Collection[Report]) -> Mapping[tuple[str, str], ContentPage]:
    """Return what these reports are about, by kind and key; one query for each kind."""
    found: dict[tuple[str, str], ContentPage] = {}
    for model in content_models():
        keys = [one.page_key for one in reports if one.page_kind == model.kind]
        if keys:
            pages = model.objects.filter(key__in=keys).defer("html", "text")
            found |= {(model.kind, page.key): page for page in pages}
    return found


def may_see_report(reader: Reader, report: Report, page: ContentPage | None) -> bool:
    """Whether the reader may read this report: its own county always, moderators what is hidden.

    Everybody else, while it is shown, if she may see both page and report.
    """
    if report.organisation in active_organisations_of(reader):
        return True
    if page is None or not page.live or not may_see(reader, page):
        return False
    shown = not report.is_withdrawn and not report.is_hidden
    looks_after = bool(may_enter_cms(reader)) and not report.is_withdrawn
    return (shown or looks_after) and may_see(reader, report)


def reports_of(person: User) -> ReportQuerySet:
    """Return the reports of the organisations she acts for, the newest first."""
    own = Report.objects.filter(organisation__in=active_organisations_of(person))
    return own.select_related("organisation").order_by("-written_at", "-pk")


def hidden_reports(moderator: User) -> ReportQuerySet:
    """Return what moderators hid, for those who may show it again."""
    if not may_enter_cms(moderator):
        return Report.objects.none()
    hidden = Report.objects.filter(hidden_at__isnull=False, withdrawn_at=None)
    return hidden.select_related("organisation").order_by("-hidden_at", "-pk")


def waiting_for_result(person: User) -> ReportQuerySet:
    """Return the reports of her counties that were asked how it went, and do not say it yet."""
    return reports_of(person).filter(later="", asked_at__isnull=False, withdrawn_at=None)


def unasked_since(moment: datetime) -> QuerySet[Report]:
    """Return the shown reports written before that moment that nobody was asked about."""
    due = Report.objects.shown().filter(asked_at=None, later="", written_at__lte=moment)
    return due.order_by("written_at", "pk")


def with_proof(pages: ContentPageQuerySet, reader: Reader) -> ContentPageQuerySet:
    """Give each page `tried`, `worked` and `proven`, from what this reader sees.

    Sort by "-proven" for the best proven, by "-tried" for the most repeated. `proven` is
    `rules.wilson_lower_bound`; what still runs does not count in it.
    """
    kind = pages.model.kind
    settled = Cast(_counted(kind, reader, Q(result__in=SETTLED)), FloatField())
    worked = _counted(kind, reader, Q(result=Result.WORKED))
    return pages.annotate(
        tried=_counted(kind, reader, Q()), worked=worked, settled=settled
    ).annotate(proven=_lower_bound(Cast(F("worked"), FloatField()), F("settled")))


def _counted(kind: str, reader: Reader, condition: Q) -> Any:
    if kind not in REPEATABLE:
        return Value(0)
    rows = Report.objects.shown_to(reader).filter(
        condition, page_kind=kind, page_key=OuterRef("key")
    )
    number = rows.order_by().values("page_key").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


def _lower_bound(worked: Any, tries: Any) -> Any:
    share = worked / tries
    spread = Z * Sqrt((share * (1.0 - share) + Z * Z / (4.0 * tries)) / tries)
    bound = (share + Z * Z / (2.0 * tries) - spread) / (1.0 + Z * Z / tries)
    return Case(When(Q(settled__gt=0), then=bound), default=Value(0.0), output_field=FloatField())


def told_to_the_search(pages: Collection[ContentPage]) -> Mapping[str, list[Report]]:
    """Return by key the reports that everybody sees who sees the page; one query."""
    repeated = {page.key: page for page in pages if may_be_repeated(page)}
    if not repeated:
        return {}
    found: dict[str, list[Report]] = {key: [] for key in repeated}
    kind = next(iter(repeated.values())).kind
    for report in Report.objects.shown().filter(page_kind=kind, page_key__in=repeated):
        page = repeated[report.page_key]
        if report.visibility in {Visibility.PUBLIC, page.visibility}:
            found[report.page_key].append(report)
    return found
