"""What was looked for in the last weeks, as far as enough organisations asked for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from search.asked.models import AskedQuery
from search.asked.rules import LEAST_ORGANISATIONS

RECENT = timedelta(weeks=4)
PERIOD = timedelta(weeks=16)
# PERIOD without RECENT is so many times as long as RECENT.
WEEKS_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """Queries that are the same but for their forms; `spelling` as most organisations typed it."""

    stems: str
    spelling: str
    times: int
    recent: int
    before: int


def asked_in_vain(today: date, most: int) -> list[Asked]:
    """Return what was looked for and nothing was found, the most asked first."""
    return _shown(_since(today).filter(found=False), today, most)


def asked_and_left(today: date, most: int) -> list[Asked]:
    """Return what had hits of which nobody opened any."""
    found = _since(today).filter(found=True)
    opened = found.filter(opened__gt=0).values("stems")
    return _shown(found.exclude(stems__in=opened), today, most)


def asked_more_and_more(today: date, most: int) -> list[Asked]:
    """Return what is asked at least twice as often in the last four weeks as before them."""
    rows = _since(today)
    enough = _by_enough(rows.filter(day__gt=today - RECENT))
    # What the twelve weeks before had in four of them, doubled: `recent` > 2 / 3 of `before`.
    growth = F("recent") * WEEKS_BEFORE - F("before") * 2
    counted = _counted(rows, today).annotate(growth=growth)
    risen = counted.filter(stems__in=enough, recent__gte=LEAST_ORGANISATIONS, growth__gt=0)
    return _named(rows, risen.order_by("-growth", "stems")[:most])


def asked_by_enough(stems: str, today: date) -> bool:
    """Whether moderators may know that this was looked for."""
    rows = _since(today).filter(stems=stems)
    return any(
        _by_enough(part).exists()
        for part in (rows.filter(found=False), rows.filter(found=True), rows)
    )


def _since(today: date) -> QuerySet[AskedQuery]:
    return AskedQuery.objects.filter(day__gt=today - PERIOD)


def _shown(rows: QuerySet[AskedQuery], today: date, most: int) -> list[Asked]:
    counted = _counted(rows, today).filter(stems__in=_by_enough(rows))
    return _named(rows, counted.order_by("-number", "stems")[:most])


def _by_enough(rows: QuerySet[AskedQuery]) -> QuerySet[AskedQuery, Any]:
    """Return the stems enough organisations asked for within one month.

    An organisation has another pseudonym every month: over several it would count again.
    """
    monthly = rows.order_by().annotate(month=TruncMonth("day")).values("stems", "month")
    askers = monthly.annotate(askers=Count("asker", distinct=True))
    return askers.filter(askers__gte=LEAST_ORGANISATIONS).values("stems")


def _counted(rows: QuerySet[AskedQuery], today: date) -> QuerySet[Any, Any]:
    recent = Q(day__gt=today - RECENT)
    return rows.order_by().values("stems").annotate(
        number=Sum("times"),
        recent=Coalesce(Sum("times", filter=recent), 0),
        before=Coalesce(Sum("times", filter=~recent), 0),
    )  # fmt: skip


def _named(rows: QuerySet[AskedQuery], counted: Iterable[Any]) -> list[Asked]:
    """Give each the spelling most organisations used."""
    found = list(counted)
    spellings = rows.filter(stems__in=[one["stems"] for one in found]).order_by()
    typed = spellings.values_list("stems", "spelling").annotate(
        askers=Count("asker", distinct=True), number=Sum("times")
    )
    # The last one of each wins.
    ordered = typed.order_by("askers", "number", "spelling")
    names = {stems: spelling for stems, spelling, _askers, _number in ordered}
    return [
        Asked(one["stems"], names[one["stems"]], one["number"], one["recent"], one["before"])
        for one in found
    ]
