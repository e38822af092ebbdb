"""Numbers, days and links as people bring them, the hostile ones among them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.channels.links import safe_link
from portal.channels.reading import read_figures
from portal.channels.values import day_of, month_start_of, number_of

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1234", 1234), ("1.234", 1234), ("1.234.567", 1234567), ("12 345", 12345), ("0", 0)],
)
def test_numbers_are_read_as_germans_write_them(text: str, number: int) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["", "1,5", "1.5", "-3", "1.23", "12,345", "=1+1", "٣", "9" * 14])
def test_other_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        number_of(text)


def test_days_and_months() -> None:
    assert day_of("31.12.2025") == day_of("2025-12-31") == date(2025, 12, 31)
    months = ["03.2019", "3/2019", "2019-03", "17.03.2019"]
    assert {month_start_of(text) for text in months} == {date(2019, 3, 1)}
    assert month_start_of("2019") == date(2019, 1, 1)


@pytest.mark.parametrize("text", ["31.02.2025", "0000-01-01", "gestern", "12/31/2025", "1.1.9999"])
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        day_of(text)


def test_links_get_one_spelling() -> None:
    assert safe_link(" https://Social.Example.org/@kreis/ ") == "https://social.example.org/@kreis"
    assert safe_link("https://bücher.example/") == "https://xn--bcher-kva.example"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,x",
        "http://example.org",
        "//example.org",
        "https://",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://user:pass@example.org/",
        "https://example.org:8443/",
        "https://example.org/a b",
        'https://example.org/"onclick="x',
        "https://example.org/" + "a" * 600,
        "https://[::1/",
    ],
)
def test_other_links_are_refused(link: str) -> None:
    with pytest.raises(ValidationError):
        safe_link(link)


def test_figures_are_checked_row_by_row() -> None:
    rows = read_figures(
        [
            ["Tag", "Was", "Zahl"],
            ["31.12.2025", "Follower", "1.234", "Statistik"],
            ["31.12.2025", "followers", "7"],
            ["31.12.2026", "reach", "7"],
            ["1.1.2025", "Herzen", "7"],
            ["1.1.2025"],
        ],
        TODAY,
    )
    assert [(row.number, bool(row.errors)) for row in rows] == [
        (2, False),
        (3, True),
        (4, True),
        (5, True),
        (6, True),
    ]
    first = rows[0].value
    assert first is not None
    assert (first.on, first.kind, first.value) == (date(2025, 12, 31), "followers", 1234)
