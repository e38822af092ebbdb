"""When a page is due, and when whom to remind."""

from datetime import date, timedelta

import pytest

from portal.upkeep.rules import ESCALATE_AFTER, Stage, months_after, months_for, next_stage

DUE = date(2026, 6, 15)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "topics", "kinds", "by_topic", "months"),
    [
        ("case_study", [], {}, {}, 24),
        ("guideline", [], {}, {}, 12),
        ("case_study", ["strategie", "recht"], {}, {}, 12),
        ("news", ["recht"], {}, {}, None),
        ("case_study", ["recht"], {}, {"recht": 0}, 24),
        ("case_study", ["recht"], {"case_study": 0}, {}, None),
        ("guideline", ["strategie"], {"guideline": 18}, {"strategie": 6}, 6),
        ("guideline", ["recht"], {"guideline": 6}, {}, 6),
    ],
)
def test_the_shortest_time_counts(kind, topics, kinds, by_topic, months) -> None:
    assert months_for(kind, topics, kinds, by_topic) == months


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 2), 24, date(2028, 11, 2)),
        (date(2026, 3, 31), -6, date(2025, 9, 30)),
    ],
)
def test_months_end_where_the_month_ends(day, months, then) -> None:
    assert months_after(day, months) == then


@pytest.mark.parametrize(
    ("stage", "reminded_on", "today", "expected"),
    [
        (Stage.NONE, None, DUE - 31 * DAY, None),
        (Stage.NONE, None, DUE - 30 * DAY, Stage.SOON),
        (Stage.SOON, DUE - 30 * DAY, DUE - DAY, None),
        (Stage.SOON, DUE - 30 * DAY, DUE, Stage.DUE),
        # Found long overdue: whoever looks after it is asked first, and gets her time.
        (Stage.NONE, None, DUE + 900 * DAY, Stage.DUE),
        (Stage.DUE, DUE + 900 * DAY, DUE + 901 * DAY, None),
        (Stage.DUE, DUE, DUE + ESCALATE_AFTER - DAY, None),
        (Stage.DUE, DUE, DUE + ESCALATE_AFTER, Stage.COUNTY),
        (Stage.COUNTY, DUE, DUE + ESCALATE_AFTER, Stage.MODERATORS),
        (Stage.MODERATORS, DUE, DUE + 900 * DAY, None),
    ],
)
def test_one_reminder_follows_the_other(stage, reminded_on, today, expected) -> None:
    assert next_stage(stage, DUE, reminded_on, today) == expected
