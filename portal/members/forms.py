from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import clean_line
from portal.members.models import PersonalToken

_NO_PURPOSE = _("Please say what the token is for.")


class TokenForm(forms.ModelForm[PersonalToken]):
    """What a new token is for, and for how long it is valid."""

    valid_days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("one year"))],
        initial=90,
    )

    class Meta:
        model = PersonalToken
        fields = ("label",)
        help_texts: ClassVar[dict[str, object]] = {
            "label": _("So that you know later which program uses it, for example “Intranet”."),
        }

        error_messages: ClassVar[dict[str, dict[str, object]]] = {
            "label": {"required": _NO_PURPOSE},
        }

    def clean_label(self) -> str:
        """A label of spaces and invisible characters is none."""
        label = clean_line(self.cleaned_data["label"])
        if not label:
            raise ValidationError(_NO_PURPOSE)
        return label
