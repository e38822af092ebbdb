from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import clean_line
from portal.members.models import PersonalToken, User
from portal.members.rules import may_bear_name

_NO_PURPOSE = _("Please say what the token is for.")


class NameForm(forms.ModelForm[User]):
    """How a person is called."""

    class Meta:
        model = User
        fields = ("name",)
        help_texts: ClassVar[dict[str, object]] = {
            "name": _("Members see it beside what you write. To the public your county speaks."),
        }

    def clean_name(self) -> str:
        """Say here what the action would refuse."""
        name = clean_line(self.cleaned_data["name"])
        if not (verdict := may_bear_name(name)):
            raise ValidationError(str(verdict.reason))
        return name


class PreferencesForm(forms.ModelForm[User]):
    """In which language the platform writes to a person, and how its pages look to her."""

    class Meta:
        model = User
        fields = ("language", "appearance")
        widgets: ClassVar[dict[str, type[forms.Widget]]] = {
            "language": forms.RadioSelect,
            "appearance": forms.RadioSelect,
        }


class EraseAccountForm(forms.Form):
    """Her own address, typed: nobody deletes an account by a slip."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Please type it, so that nothing is deleted by mistake."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean_email(self) -> str:
        """Another address is a mistake."""
        email = str(self.cleaned_data["email"]).strip().lower()
        if email != self.person.email:
            raise ValidationError(_("This is not the address of your account."))
        return email


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
        fields = ("label", "may_write")
        help_texts: ClassVar[dict[str, object]] = {
            "label": _("So that you know later which program uses it, for example “Intranet”."),
            "may_write": _("Without this it reads only. What it writes counts as yours."),
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
