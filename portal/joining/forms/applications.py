"""Forms about applications."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.joining.forms.county import CountyField
from portal.joining.forms.spam import SpamGuarded
from portal.joining.models import Applicant, ApplicationVote
from portal.joining.models.applications import TEXT_LENGTH, WHY_LENGTH
from portal.joining.rules.applications import may_apply_for
from portal.kernel.text import clean_line, clean_text
from portal.members.models import Organisation
from portal.members.rules import may_bear_name
from portal.taxonomy.forms import channels_field

LONGEST_GUEST_TIME = timedelta(days=366)


class ApplicationForm(SpamGuarded, forms.Form):
    """A county's application, as anybody may send it."""

    organisation = CountyField(
        label=_("Your county"),
        help_text=_("Name or official key (AGS). Where a county and a city share a name, choose."),
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
    unit = forms.CharField(
        label=_("Department"), max_length=120, required=False,
        help_text=_("For example: press office."),
    )  # fmt: skip
    channels = channels_field(_("Which channels does your county use, or plan?"))
    why = forms.CharField(
        label=_("Why would your county like to join?"),
        max_length=WHY_LENGTH,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Two or three sentences: what you would like to learn, what you could share."),
    )

    def clean_organisation(self) -> Organisation:
        """A member's colleague asks to join it instead; that it is a member is public."""
        organisation: Organisation = self.cleaned_data["organisation"]
        if not (verdict := may_apply_for(organisation)):
            raise ValidationError(str(verdict.reason), code="member")
        return organisation

    def clean_name(self) -> str:
        """A name of invisible characters is none."""
        name = clean_line(self.cleaned_data["name"])
        if not (verdict := may_bear_name(name)):
            raise ValidationError(str(verdict.reason))
        return name

    def clean_why(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["why"])


class TextForm(forms.Form):
    """A question, an answer or a reason, as one text."""

    text = forms.CharField(max_length=TEXT_LENGTH, widget=forms.Textarea({"rows": 4}))

    def __init__(self, label: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = label

    def clean_text(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["text"])


class LeadChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic at run time only from Django 5.3 on
    """A choice among the applicants."""

    def label_from_instance(self, obj: Applicant) -> str:
        """Name and address: the address tells whether she belongs to the county."""
        return f"{obj.name} ({obj.email})"


class LeadForm(forms.Form):
    """Whom the group invites to lead the county: chosen by somebody who has looked."""

    lead = LeadChoice(
        Applicant.objects.none(),
        label=_("Who is invited as coordinator?"),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("Please check that the address is the county's, for example in its imprint."),
    )

    def __init__(self, applicants: QuerySet[Applicant], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lead"].queryset = applicants  # type: ignore[attr-defined]  # a model choice
        if len(applicants) == 1:
            self.fields["lead"].initial = applicants[0].pk


class ApproveForm(LeadForm):
    """Admit a county."""

    text = forms.CharField(
        label=_("A word to the applicants"), max_length=TEXT_LENGTH, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip


class GuestForm(ApproveForm):
    """Invite a county as a guest for a time."""

    until = forms.DateField(
        label=_("Guest until (inclusive)"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    field_order = ("lead", "until", "text")

    def clean_until(self) -> date:
        """A guest's time ends, and has not ended yet."""
        until: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if not today <= until <= today + LONGEST_GUEST_TIME:
            raise ValidationError(_("Please choose a day within the next twelve months."))
        return until


class VoteForm(forms.Form):
    """A county's vote."""

    choice = forms.ChoiceField(
        label=_("Shall this county become a member?"),
        choices=ApplicationVote.Choice.choices,
        widget=forms.RadioSelect,
    )


def filled(text: str) -> str:
    """Return the text without control characters; nothing is not enough."""
    cleaned = clean_text(text).strip()
    if not cleaned:
        raise ValidationError(_("Please write something."))
    return cleaned
