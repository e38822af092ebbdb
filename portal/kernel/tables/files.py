"""Tables in and out: CSV, pasted text and XLSX, within bounds and without formulas."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook

MOST_BYTES = 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 40
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 200
LONGEST_CELL = 10_000
# What a spreadsheet takes for a formula, or strips to find one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def rows_of_file(name: str, data: bytes) -> list[list[str]]:
    """Read an uploaded CSV or XLSX file; raises ValidationError with the way out."""
    if len(data) > MOST_BYTES:
        raise ValidationError(_("This file is larger than 1 MB. Please split it."))
    if data.startswith(b"PK\x03\x04"):
        return _rows_of_xlsx(data)
    if name.lower().endswith((".xls", ".ods", ".xlsm")):
        raise _unreadable()
    return rows_of_text(_decoded(data))


def rows_of_text(text: str) -> list[list[str]]:
    """Read pasted or uploaded text: separated by tab, semicolon or comma, as its first line is."""
    if len(text) > MOST_BYTES:
        raise ValidationError(_("This is more than 1 MB. Please split it."))
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff")
    first = text.split("\n", 1)[0]
    separator = next((one for one in ("\t", ";") if one in first), ",")
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return _bounded(rows)
    except csv.Error:
        raise _unreadable() from None


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as text that `rows_of_text` reads again, for a form's field."""
    out = io.StringIO()
    without_tabs = ([cell.replace("\t", " ") for cell in row] for row in rows)
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(without_tabs)
    return out.getvalue()


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """Write a CSV file as German spreadsheets open it; no cell is a formula."""
    harmless = [[defused(cell) for cell in row] for row in rows]
    out = io.StringIO()
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(harmless)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_of(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Write an XLSX file in which every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([defused(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def defused(cell: str) -> str:
    """Mark a cell as text where a spreadsheet would calculate it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_typed(cell: str) -> str:
    """Take the mark away again that `defused` has set."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _bounded(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """Keep rows that hold something; refuse what nobody could check row by row."""
    kept = []
    for row in rows:
        cells = [as_typed(cell.strip()) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        kept.append(cells)
        if len(kept) > MOST_ROWS + 1:
            raise ValidationError(_("More than 2,000 rows. Please split them."))
        if len(cells) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in cells):
            raise _unreadable()
    return kept


def _decoded(data: bytes) -> str:
    """Read UTF-8, else what German spreadsheets write."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise _unreadable()
    return text


def _rows_of_xlsx(data: bytes) -> list[list[str]]:
    """Read the first sheet; a small file that unpacks to a huge one is refused unread."""
    _require_small_parts(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        return _bounded([_cell(value) for value in row] for row in rows)
    except ValidationError:
        raise
    # openpyxl raises whatever its parsers raise for broken or hostile files.
    except Exception:  # noqa: BLE001
        raise _unreadable() from None


def _require_small_parts(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise _unreadable() from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValidationError(_("This file unpacks to too much. Please save it as CSV."))


def _cell(value: object) -> str:
    """Write a cell as a German types it."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return str(value)


def _unreadable() -> ValidationError:
    return ValidationError(
        _("This table cannot be read. Please save it as CSV or XLSX, or paste its rows.")
    )
