"""Forms around requests to counties."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.forms.posting import NarrowingCheckboxes, filled
from forum.models.requests import REASON_LENGTH
from forum.rules.requests import MOST_AT_ONCE
from portal.members.models import Organisation

_NOT_ASKED = _("This county cannot be asked: it was asked before, or may not read the question.")


class DeclineForm(forms.Form):
    """Say why the county cannot answer."""

    reason = forms.CharField(
        label=_("Your reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The county that asked reads it, and the moderators."),
        error_messages={"required": _("Please say in a sentence why.")},
    )

    def clean_reason(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["reason"])


class HandOnForm(DeclineForm):
    """Say which county knows better, and why."""

    to = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Which county knows better?"),
        to_field_name="slug",
        empty_label=_("Please choose"),
        error_messages={
            "required": _("Please choose a county."),
            "invalid_choice": _NOT_ASKED,
        },
    )
    field_order = ("to", "reason")

    def __init__(self, counties: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = counties  # type: ignore[attr-defined]  # a model choice


class AskFurtherForm(forms.Form):
    """Choose further counties."""

    addressed_to = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Counties not asked yet"),
        to_field_name="slug",
        widget=NarrowingCheckboxes,
        error_messages={
            "required": _("Please choose a county."),
            "invalid_choice": _NOT_ASKED,
        },
    )

    def __init__(self, counties: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addressed_to"].queryset = counties  # type: ignore[attr-defined]  # a model choice

    def clean_addressed_to(self) -> Any:
        """Few at a time: each of them is given a task."""
        chosen = self.cleaned_data["addressed_to"]
        if len(chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("Please choose %(number)d counties at most; more can be asked later."),
                params={"number": MOST_AT_ONCE},
            )
        return chosen
