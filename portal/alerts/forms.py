"""How a search is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.alerts.models import NAME_LENGTH, Rhythm
from portal.alerts.rules import may_get_mails
from portal.kernel.text import clean_line


class SaveForm(forms.Form):
    """Name and rhythm of a saved search."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        help_text=_("Only you see it, here and in the mails."),
        error_messages={"required": _("Please give the search a name.")},
    )
    rhythm = forms.ChoiceField(
        label=_("When shall we write to you about what is new?"),
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, confirmed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.confirmed = confirmed

    def clean_name(self) -> str:
        """A name of invisible characters is none."""
        if name := clean_line(self.cleaned_data["name"]):
            return name
        raise forms.ValidationError(_("Please give the search a name."))

    def clean_rhythm(self) -> str:
        """Mails go to confirmed addresses only."""
        rhythm: str = self.cleaned_data["rhythm"]
        if not (verdict := may_get_mails(rhythm=rhythm, confirmed=self.confirmed)):
            raise forms.ValidationError(str(verdict.reason))
        return rhythm


class WishForm(forms.Form):
    """What somebody looked for."""

    text = forms.CharField(max_length=500)
