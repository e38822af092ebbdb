"""A table as a file to take away."""

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse

from portal.kernel.tables.files import csv_of, xlsx_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(rows: Iterable[Sequence[str]], ending: str, *, name: str, sheet: str) -> HttpResponse:
    """Answer with a CSV or XLSX file, kept by nobody in between; other endings are no pages."""
    if ending not in {"csv", "xlsx"}:
        raise Http404
    content = csv_of(rows) if ending == "csv" else xlsx_of(rows, sheet)
    kind = "text/csv; charset=utf-8" if ending == "csv" else XLSX
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response
