"""Forms about an organisation's people."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.joining.queries.people import colleagues_of
from portal.joining.reading import role_called
from portal.kernel.text import clean_line, clean_text
from portal.members.models import Membership, User
from portal.members.rules import may_bear_name

MOST_ROWS = 100
MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list of colleagues; `error` says what is wrong with it."""

    number: int
    email: str = ""
    name: str = ""
    role: str = ""
    error: str | Promise = ""


class InviteForm(forms.Form):
    """Colleagues to invite: typed one a line, pasted, or as a CSV file."""

    people = forms.CharField(
        label=_("Colleagues"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=_(
            "One a line: e-mail address; name; role. Name and role may be left out, for example:"
            " maren.beispiel@kreis.example; Maren Beispiel; Stellvertretung"
        ),
    )
    file = forms.FileField(
        label=_("or a CSV file"),
        required=False,
        help_text=_("The same columns; a first line with headings does no harm."),
    )

    def clean_file(self) -> str:
        """Return the text of the file."""
        file = self.cleaned_data.get("file")
        if not file:
            return ""
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is too large. Up to 100 lines can be read at once."))
        data = file.read()
        try:
            return str(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return str(data.decode("cp1252", errors="replace"))

    def clean(self) -> dict[str, Any]:
        """Read the rows; that some are wrong is shown beside them."""
        values = super().clean() or {}
        text = "\n".join(filter(None, (values.get("people", ""), values.get("file", ""))))
        self.rows = rows_of(text)
        if not self.errors and not self.rows:
            raise ValidationError(_("Please enter at least one e-mail address."))
        if len(self.rows) > MOST_ROWS:
            raise ValidationError(_("Please invite at most 100 people at once."))
        return values

    @property
    def good(self) -> list[Row]:
        """The rows that can be invited."""
        return [row for row in self.rows if not row.error]

    @property
    def text(self) -> str:
        """The good rows as text, for the confirmation."""
        return "\n".join(f"{row.email};{row.name};{row.role}" for row in self.good)


def rows_of(text: str) -> list[Row]:
    """Read a list of colleagues, separated by semicolon, tab or comma."""
    seen: set[str] = set()
    rows = []
    for number, cells in _cells(clean_text(text)):
        row = _row(number, cells)
        if row.email in seen and not row.error:
            row = Row(number, row.email, row.name, row.role, _("This address is there twice."))
        seen.add(row.email)
        rows.append(row)
    return rows


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        separator = next((mark for mark in ";\t," if mark in line), ";")
        cells = next(csv.reader(StringIO(line), delimiter=separator), [])
        cells = [clean_line(cell) for cell in cells]
        heading = number == 1 and "@" not in line
        if any(cells) and not heading:
            yield number, cells


def _row(number: int, cells: list[str]) -> Row:
    email, name, role = (*cells, "", "")[:3]
    email = email.lower()
    try:
        validate_email(email)
    except ValidationError:
        return Row(number, email, name, role, _("This is no e-mail address."))
    if len(name) > 120:
        return Row(number, email, name, role, _("This name is too long."))
    if name and not (verdict := may_bear_name(name)):
        return Row(number, email, name, role, verdict.reason)
    try:
        known = role_called(role)
    except ValidationError as error:
        return Row(number, email, name, role, error.messages[0])
    return Row(number, email, name, known or Membership.Role.STAFF)


class NewAccountForm(forms.Form):
    """Name and password of somebody who accepts an invitation and has no account yet."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=128,
        strip=False,
        help_text=_("At least twelve characters. A sentence is easy to remember."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, email: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email

    def clean_name(self) -> str:
        """A name of spaces and invisible characters is none."""
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Please enter your name."))
        if not (verdict := may_bear_name(name)):
            raise ValidationError(str(verdict.reason))
        return name

    def clean_password(self) -> str:
        """Ask the validators of the settings."""
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class RoleForm(forms.Form):
    """What a colleague may do in the organisation's name."""

    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role.choices, widget=forms.RadioSelect
    )
    may_release = forms.BooleanField(
        label=_("May release what is published in the organisation's name"), required=False
    )


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic at run time only from Django 5.3 on
    """A choice among people, by name."""

    def label_from_instance(self, obj: User) -> str:
        """Name and address: names repeat."""
        return f"{obj.name} ({obj.email})"


class LeaveForm(forms.Form):
    """Who takes over what somebody looks after who leaves."""

    successor = PersonChoice(
        User.objects.none(),
        label=_("Who takes over?"),
        required=False,
        empty_label=_("nobody"),
    )

    def __init__(self, membership: Membership, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].queryset = colleagues_of(membership)  # type: ignore[attr-defined]  # a model choice
