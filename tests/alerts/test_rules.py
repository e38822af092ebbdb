"""When a search is looked at, and how its address is kept."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.alerts.addresses import normalised, query_of
from portal.alerts.models import Rhythm
from portal.alerts.rules import next_look


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rhythm", "now", "then"),
    [
        # Summer time: seven o'clock in Berlin is five o'clock UTC; 6 July 2026 is a Monday.
        (Rhythm.DAILY, utc(2026, 7, 6, 4, 59), utc(2026, 7, 6, 5)),
        (Rhythm.DAILY, utc(2026, 7, 6, 5), utc(2026, 7, 7, 5)),
        (Rhythm.WEEKLY, utc(2026, 7, 6, 4), utc(2026, 7, 6, 5)),
        (Rhythm.WEEKLY, utc(2026, 7, 6, 5), utc(2026, 7, 13, 5)),
        # The clock goes back on 25 October: Monday is in winter time.
        (Rhythm.WEEKLY, utc(2026, 10, 24, 9), utc(2026, 10, 26, 6)),
        (Rhythm.AT_ONCE, utc(2026, 7, 6, 5), None),
        (Rhythm.NONE, utc(2026, 7, 6, 5), None),
    ],
)  # fmt: skip
def test_next_look_is_the_next_morning_of_the_rhythm(
    rhythm: str, now: datetime, then: datetime | None
) -> None:
    assert next_look(rhythm, now) == then


def test_the_same_search_is_the_same_address() -> None:
    plain = "kind=question&q=Dialog&topic=recht"
    for address in (
        "q=Dialog&kind=question&topic=recht",
        "topic=recht&page=3&q=++Dialog++&kind=question&kind=question&utm_source=x&page=9",
        "q=Anderes&q=Dialog&topic=recht&kind=question&kind=",
    ):
        assert normalised(address, AnonymousUser()) == plain
    assert normalised("page=4&csrf=x", AnonymousUser()) == ""
    assert query_of(plain, AnonymousUser()).page == 1


def test_a_hostile_address_is_kept_short_or_is_not_there() -> None:
    reader = AnonymousUser()
    assert (
        normalised("topic=" + "&topic=".join(map(str, range(5_000))), reader).count("topic") <= 20
    )
    assert normalised("%00=%ff&q=%00%E2%80%AE", reader) == ""
