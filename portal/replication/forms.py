"""Forms about reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.members.content import Visibility
from portal.members.models import Organisation
from portal.publishing.models import ContentPage
from portal.replication.actions import Told
from portal.replication.models import REASON_LENGTH, TEXT_LENGTH, Report, Result
from portal.replication.rules import may_choose

_LARGEST = 10_000_000


class ReportForm(forms.Form):
    """What a county tells; only what came of it must be said."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    county = forms.ModelChoiceField(
        label=_("For which county do you report?"),
        queryset=Organisation.objects.none(),
        empty_label=None,
    )
    result = forms.ChoiceField(
        label=_("How did it go?"),
        choices=Result.choices,
        widget=forms.RadioSelect,
        help_text=_("What did not work helps others just as much."),
    )
    outcome = forms.CharField(
        label=_("What came of it?"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Also what you did not expect, and what you would do differently."),
    )
    context = forms.CharField(
        label=_("What was it like with you before?"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    changed = forms.CharField(
        label=_("What did you change?"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    started_on = forms.DateField(
        label=_("When did you start?"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    effort_hours = forms.IntegerField(
        label=_("Hours of work"), required=False, min_value=0, max_value=_LARGEST
    )
    effort_euros = forms.IntegerField(
        label=_("Costs in euros"), required=False, min_value=0, max_value=_LARGEST
    )
    later = forms.CharField(
        label=_("What is it like after half a year?"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("May stay empty: we ask you after six months."),
    )
    visibility = forms.ChoiceField(label=_("Who may read the report?"), widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, page: ContentPage, counties: list[Organisation]
    ) -> None:
        super().__init__(data, initial={"visibility": page.visibility})
        own = Organisation.objects.filter(pk__in=[one.pk for one in counties])
        self.fields["county"].queryset = own  # type: ignore[attr-defined]
        if len(counties) == 1:
            self.fields["county"].widget = forms.HiddenInput()
            self.initial["county"] = counties[0].pk
        self.fields["visibility"].choices = [  # type: ignore[attr-defined]
            (name, label) for name, label in Visibility.choices if may_choose(name, page)
        ]

    def show(self, report: Report) -> None:
        """Begin with what the report says."""
        names = [*Told.__dataclass_fields__, "version"]
        self.initial.update({name: getattr(report, name) for name in names})
        self.initial["county"] = report.organisation_id

    def clean_outcome(self) -> str:
        """Something must be left when blanks are gone."""
        outcome: str = self.cleaned_data["outcome"].strip()
        return outcome

    @property
    def told(self) -> Told:
        """What was said."""
        return Told(**{name: self.cleaned_data[name] for name in Told.__dataclass_fields__})


class HideForm(forms.Form):
    """Why a report is hidden; the county reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The county that reported reads it."),
    )
