"""What the numbers of the forum say: how soon counties are answered, and how long some wait.

Pure. They speak of questions, topics and counties; there are none of persons, by design.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader
from portal.members.models import User

DAY = timedelta(days=1)
THREE_DAYS = timedelta(days=3)
NOT_YOURS = refused(_("These figures are for counties' coordinators and for moderators."))
# The upper ends of the ages in which waiting questions are counted; what is older comes last.
AGES = (DAY, THREE_DAYS, timedelta(days=7), timedelta(days=30), timedelta(days=180))


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: when it was asked, and first answered by somebody else's county, if ever.

    `waits`: it takes answers and has none.
    """

    pk: int
    organisation: int
    asked_at: datetime
    answered_at: datetime | None
    is_solved: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    number: int
    of: int

    @property
    def percent(self) -> int | None:
        """Rounded; None of nothing."""
        return round(100 * self.number / self.of) if self.of else None

    @property
    def rest(self) -> int:
        """How many are not among them."""
        return self.of - self.number


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of some questions. Shares leave out what is too young to tell."""

    asked: int
    in_a_day: Share
    in_three_days: Share
    solved: Share
    waiting: int
    median: timedelta | None

    @property
    def median_hours(self) -> int | None:
        """The median in hours, at least one."""
        return None if self.median is None else max(1, round(self.median / timedelta(hours=1)))

    @property
    def median_days(self) -> int | None:
        """The same in days, where hours would say little; else None."""
        hours = self.median_hours
        return round(hours / 24) if hours and hours >= 48 else None


def may_read_figures(reader: Reader) -> Verdict:
    """Whoever leads a county, and moderators."""
    if not isinstance(reader, User) or not reader.is_active:
        return NOT_YOURS
    return ALLOWED if reader.is_moderator or reader.led_organisations else NOT_YOURS


def figures_of(questions: Iterable[Asked], now: datetime) -> Figures:
    """Count; the median time to an answer is that of the answered ones."""
    rows = tuple(questions)
    times = [(one.answered_at - one.asked_at).total_seconds() for one in rows if one.answered_at]
    return Figures(
        asked=len(rows),
        in_a_day=answered_within(DAY, rows, now),
        in_three_days=answered_within(THREE_DAYS, rows, now),
        solved=Share(sum(one.is_solved for one in rows), len(rows)),
        waiting=sum(one.waits for one in rows),
        median=timedelta(seconds=median(times)) if times else None,
    )


def answered_within(span: timedelta, questions: Sequence[Asked], now: datetime) -> Share:
    """Count the questions answered that soon among those asked at least that long ago."""
    old = [one for one in questions if now - one.asked_at >= span]
    soon = [one for one in old if one.answered_at and one.answered_at - one.asked_at <= span]
    return Share(len(soon), len(old))


def waiting_by_age(questions: Iterable[Asked], now: datetime) -> list[int]:
    """Count the waiting questions by age, the youngest first: one number more than `AGES`."""
    counts = [0] * (len(AGES) + 1)
    for one in questions:
        if one.waits:
            counts[sum(now - one.asked_at > age for age in AGES)] += 1
    return counts


def by_quarter(questions: Iterable[Asked]) -> dict[tuple[int, int], list[Asked]]:
    """Group by year and quarter of asking (in local time), the oldest first."""
    groups: defaultdict[tuple[int, int], list[Asked]] = defaultdict(list)
    for one in sorted(questions, key=lambda asked: asked.asked_at):
        day = localdate(one.asked_at)
        groups[day.year, (day.month + 2) // 3].append(one)
    return dict(groups)
