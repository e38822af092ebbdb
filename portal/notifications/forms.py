from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.notifications.notices import Notice, all_notices
from portal.taxonomy.models import Topic


class ChoicesForm(forms.Form):
    """What a person wants to hear of, and by which mails."""

    topics = forms.ModelMultipleChoiceField(
        label=_("Topics you follow"),
        help_text=_(
            "What is new on them appears in your overview, new questions in your inbox, too."
        ),
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    notices = forms.MultipleChoiceField(
        label=_("Mails you get at once"),
        help_text=_(
            "What you must know or decide always comes: invitations, requests, applications,"
            " everything about your password."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["notices"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - as declared above
        field.choices = [(notice.name, notice.label) for notice in all_notices()]

    @property
    def wanted(self) -> list[Notice]:
        """The kinds of mail she chose."""
        return [one for one in all_notices() if one.name in self.cleaned_data["notices"]]


class FollowForm(forms.Form):
    """One topic or several, by their names in addresses."""

    topic = forms.ModelMultipleChoiceField(queryset=Topic.objects.all(), to_field_name="slug")


class SeenForm(forms.Form):
    """Up to which notice somebody has looked."""

    until = forms.IntegerField(min_value=1, max_value=2**63 - 1)
