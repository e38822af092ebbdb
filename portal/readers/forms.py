"""Forms for readers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.joining.forms.spam import SpamGuarded
from portal.readers.models import MISSING_LENGTH

HELPFUL = [("ja", _("Yes")), ("nein", _("No"))]


class FeedbackForm(SpamGuarded):
    """Whether it helped, and what is missing."""

    helpful = forms.ChoiceField(
        label=_("Was this helpful?"), choices=HELPFUL, widget=forms.RadioSelect
    )
    missing = forms.CharField(
        label=_("What is missing?"),
        required=False,
        max_length=MISSING_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "May stay empty. Please name no people. We do not keep who wrote this, so nobody can"
            " answer you."
        ),
    )
