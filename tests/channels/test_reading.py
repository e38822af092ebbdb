"""Tables, numbers, days and links as people bring them, the hostile ones among them."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from portal.channels.links import safe_link
from portal.channels.reading import read_figures
from portal.channels.tables import (
    as_typed,
    csv_of,
    defused,
    rows_of_file,
    rows_of_text,
    text_of,
    xlsx_of,
)
from portal.channels.values import day_of, month_start_of, number_of

TODAY = date(2026, 1, 1)


def xlsx(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


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


@pytest.mark.parametrize("cell", ["=1+1", "+49 123", "-1", "@kreis", "\tx", "\rx"])
def test_cells_that_spreadsheets_calculate_are_text(cell: str) -> None:
    assert defused(cell) == f"'{cell}"
    assert as_typed(defused(cell)) == cell
    assert f'"\'{cell}"' in csv_of([[cell]]).decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(xlsx_of([[cell.strip()]], "Kanäle"))).active
    assert sheet["A1"].data_type == "s"


def test_tables_come_with_tabs_semicolons_and_commas() -> None:
    expected = [["a", "b"], ["1", "x; y"]]
    assert rows_of_text("a\tb\n1\tx; y\n\n") == expected
    assert rows_of_text('a;b\r\n1;"x; y"\r\n') == expected
    assert rows_of_text("a,b\n1,x; y") == expected
    assert rows_of_text(text_of(expected)) == expected
    assert rows_of_file("x.csv", "ä;ö".encode("cp1252")) == [["ä", "ö"]]


def test_spreadsheets_are_read_as_typed() -> None:
    data = xlsx([datetime(2025, 12, 31), "Follower", 1234.0, 1.5], [None, None, None, None])  # noqa: DTZ001 - as spreadsheets keep days
    assert rows_of_file("x.xlsx", data) == [["31.12.2025", "Follower", "1234", "1,5"]]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.csv", b"a;b\n" * 2_100),
        ("x.csv", b"x" * 1_100_000),
        ("x.csv", b"a\0b"),
        ("x.csv", b'a;"b\nc'),
        ("x.csv", b";".join([b"a"] * 60)),
        ("x.xls", b"\xd0\xcf\x11\xe0"),
        ("x.xlsx", b"PK\x03\x04 but no archive"),
        ("x.xlsx", bomb()),
    ],
)
def test_tables_too_large_or_broken_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(ValidationError):
        rows_of_file(name, data)


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
