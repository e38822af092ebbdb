"""Tables as people bring them and take them away, the hostile ones among them."""

import io
import zipfile
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from openpyxl import Workbook, load_workbook

from portal.kernel.tables.downloads import download
from portal.kernel.tables.files import (
    as_typed,
    csv_of,
    defused,
    rows_of_file,
    rows_of_text,
    text_of,
    xlsx_of,
)
from portal.kernel.tables.rows import chosen, columns_of


def xlsx(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


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


def test_columns_are_known_by_the_names_in_files_and_by_their_own() -> None:
    columns = {"email": "E-Mail", "name": "Name"}
    assert columns_of([" e-mail", "NAME", "Notiz"], columns, ["email"]) == [
        "email", "name", "Notiz",
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="E-Mail"):
        columns_of(["Name"], columns, ["email"])


def test_an_unknown_word_is_answered_with_the_known_ones() -> None:
    assert chosen(" Ja ", {"ja": True, "nein": False}) is True
    with pytest.raises(ValidationError, match="ja, nein"):
        chosen("vielleicht", {"ja": True, "nein": False})


def test_a_download_is_kept_by_nobody() -> None:
    response = download([["a"]], "csv", name="team", sheet="Team")
    assert response["Content-Disposition"] == 'attachment; filename="team.csv"'
    assert response["Cache-Control"] == "private, no-store"
    with pytest.raises(Http404):
        download([["a"]], "pdf", name="team", sheet="Team")
