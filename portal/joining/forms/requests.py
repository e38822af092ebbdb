"""Forms about requests to join, and mail domains."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.joining.forms.applications import filled
from portal.joining.forms.spam import SpamGuarded
from portal.joining.models.requests import WORDS_LENGTH
from portal.joining.queries.requests import organisations_to_join
from portal.kernel.text import clean_line
from portal.members.models import Organisation
from portal.members.rules import may_bear_name


class JoinRequestForm(SpamGuarded, forms.Form):
    """Somebody asks to act for an organisation that takes part."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Your county or institution"),
        required=False,
        to_field_name="slug",
        empty_label=_("not in the list, or not sure"),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your official e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("We send you a link to confirm it. It is not published."),
    )
    words = forms.CharField(
        label=_("Who are you?"),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("A sentence or two, so that the coordinator knows you: task, department."),
    )
    field_order = ("organisation", "name", "email", "words")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = organisations_to_join()  # type: ignore[attr-defined]  # a model choice

    def clean_name(self) -> str:
        """A name of invisible characters is none."""
        name = clean_line(self.cleaned_data["name"])
        if not (verdict := may_bear_name(name)):
            raise ValidationError(str(verdict.reason))
        return name

    def clean_words(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["words"])


class WhichForm(forms.Form):
    """Which of the organisations that an address suggests."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Where would you like to join?"),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, choices: QuerySet[Organisation], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = choices  # type: ignore[attr-defined]  # a model choice


class DomainForm(forms.Form):
    """A mail domain."""

    domain = forms.CharField(
        label=_("Mail domain"),
        max_length=253,
        help_text=_("What stands behind the @, for example landkreis-harburg.example"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
