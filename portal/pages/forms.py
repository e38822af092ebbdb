"""The forms by which a county brings in press releases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import new_key
from portal.kernel.files import document_kind
from portal.kernel.text import clean_line
from portal.members.content import Visibility
from portal.members.models import Organisation
from portal.pages.actions import Contact, NewRelease
from portal.pages.models import ABOUT_LENGTH, PressOffice
from portal.pages.reading import LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_TITLE, Release
from portal.taxonomy.forms import topics_field

LARGEST_FILE = 200_000
_LINE = 200
_PHONE = 40


class LineField(forms.CharField):
    """One line, without control characters."""

    def clean(self, value: Any) -> str:
        """Check what is left of it: a line of invisible characters is empty."""
        cleaned: str = super().clean(clean_line(str(value or "")))
        return cleaned


class ReleaseTextForm(forms.Form):
    """The text as it was sent to the press: pasted, or as a file."""

    text = forms.CharField(
        label=_("Text of the press release"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("As it was sent: title, place and date, text, contact, embargo."),
    )
    file = forms.FileField(
        label=_("Or the text as a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
        help_text=_("A .txt file of up to 200 kB."),
    )

    def clean(self) -> dict[str, Any]:
        """Take the one or the other."""
        data = super().clean() or {}
        file, text = data.get("file"), (data.get("text") or "").strip()
        if file and text:
            raise ValidationError(_("Please paste the text or choose a file, not both."))
        if not self.errors:
            data["release"] = _text_of(file) if file else text
            if not data["release"]:
                self.add_error("text", _("Please paste the text of the press release."))
        return data


def _text_of(file: Any) -> str:
    if file.size > LARGEST_FILE:
        raise ValidationError({"file": _("This file is larger than 200 kB.")})
    data: bytes = file.read()
    try:
        ending, kind = document_kind(data, "text.txt")
    except ValidationError:
        ending, kind = "", ""
    if ending != "txt":
        raise ValidationError({"file": _("This is no plain text. Please save it as .txt.")})
    text = data.decode("utf-8-sig" if "utf-8" in kind else "cp1252", "replace").strip()
    return text[:LONGEST_TEXT]


class ReleaseForm(forms.Form):
    """What was recognised, to be corrected before it becomes a draft."""

    key = forms.CharField(max_length=32, widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("County"), to_field_name="slug", empty_label=None
    )
    title = LineField(label=_("Title"), max_length=LONGEST_TITLE)
    place = LineField(label=_("Place"), max_length=80, required=False)
    released_on = forms.DateField(
        label=_("Date of the release"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    embargo_until = forms.DateTimeField(
        label=_("Embargo until"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("Empty: there is none. Nobody outside the county sees it before."),
    )
    summary = forms.CharField(
        label=_("Lead"),
        required=False,
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands above the text and in lists."),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("An empty line begins a new paragraph."),
    )
    contact_unit = LineField(
        label=_("Office to contact"),
        max_length=_LINE,
        required=False,
        help_text=_("An office rather than a person: it stays when people leave."),
    )
    contact_phone = LineField(label=_("Phone"), max_length=_PHONE, required=False)
    contact_email = forms.EmailField(label=_("E-mail of the office"), required=False)
    visibility = forms.ChoiceField(
        label=_("Visible to"), choices=Visibility.choices, initial=Visibility.PUBLIC
    )
    topics = topics_field()

    def __init__(self, *args: Any, counties: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(pk__in=[county.pk for county in counties])
        self.fields["organisation"].queryset = own.order_by("display_name")  # type: ignore[attr-defined]

    def wanted(self) -> NewRelease:
        """Return what shall become a draft."""
        data = dict(self.cleaned_data)
        data.pop("key")
        topics, visibility = data.pop("topics"), data.pop("visibility")
        return NewRelease(
            organisation=data.pop("organisation"),
            visibility=visibility,
            topics=topics,
            text=Release(**data),
        )


def recognised(release: Release, office: PressOffice | None) -> dict[str, Any]:
    """Return what the form begins with: what the text says, or else what the county said before."""
    embargo: datetime | None = release.embargo_until
    return {
        "key": new_key(),
        "title": release.title,
        "place": release.place,
        "released_on": release.released_on,
        "embargo_until": embargo and timezone.localtime(embargo),
        "summary": release.summary,
        "body": release.body,
        "contact_unit": release.contact_unit or (office.unit if office else ""),
        "contact_phone": release.contact_phone or (office.phone if office else ""),
        "contact_email": release.contact_email or (office.email if office else ""),
        "visibility": Visibility.PUBLIC,
    }


class PressOfficeForm(forms.Form):
    """Whom the press may ask, and what stands below each release."""

    about = forms.CharField(
        label=_("About the county"),
        required=False,
        max_length=ABOUT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A few sentences that stand below each of your press releases."),
    )
    unit = LineField(
        label=_("Office to contact"),
        max_length=_LINE,
        required=False,
        help_text=_("An office rather than a person: it stays when people leave."),
    )
    phone = LineField(label=_("Phone"), max_length=_PHONE, required=False)
    email = forms.EmailField(label=_("E-mail of the office"), required=False)

    def contact(self) -> Contact:
        """Return what was filled in."""
        return Contact(**self.cleaned_data)
