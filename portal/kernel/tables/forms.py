"""The form through which a table comes in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from portal.kernel.tables.files import MOST_BYTES, rows_of_file, rows_of_text, text_of
from portal.kernel.tables.rows import Row, T, all_right


class TableForm(forms.Form):
    """A table as a file or as pasted rows; read and shown before anything is written."""

    file = forms.FileField(
        label=_("File (CSV or XLSX, at most 1 MB)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    rows = forms.CharField(
        label=_("Or paste rows"),
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("From a spreadsheet, or separated by semicolons."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the table; the file wins over the field."""
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["table"] = self._table(cleaned.get("file"), cleaned.get("rows") or "")
        return cleaned

    def _table(self, file: File[bytes] | None, text: str) -> list[list[str]]:
        if file and (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("This file is larger than 1 MB. Please split it."))
        table = rows_of_file(file.name or "", file.read()) if file else rows_of_text(text)
        if not table:
            raise ValidationError(_("There is nothing in it. Please choose a file or paste rows."))
        return table


def shown(form: TableForm, rows: Sequence[Row[T]]) -> dict[str, object]:
    """Return what `components/table_form.html` shows: the rows that were read, and the form.

    They stand in the field as well: a file need not be chosen again.
    """
    again = rows and not form.errors
    text = text_of(form.cleaned_data["table"]) if again else ""
    return {
        "form": TableForm(initial={"rows": text}) if again else form,
        "rows": rows,
        "wrong": [row for row in rows if row.errors],
        "all_right": all_right(rows),
    }
