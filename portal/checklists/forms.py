"""Forms of working copies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.channels.forms import LineField
from portal.checklists.actions import Plan
from portal.checklists.models import NOTE_LENGTH, REASON_LENGTH, WorkingStep
from portal.checklists.queries import colleagues_in
from portal.checklists.rules import State
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User


class TakeOverForm(forms.Form):
    """For which county; not asked for where there is one only."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Take over for"), empty_label=None
    )

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = member_organisations_of(reader)
        self._only = mine[0] if len(mine) == 1 else None
        if self._only:
            del self.fields["organisation"]
        else:
            own = Organisation.objects.filter(pk__in=[one.pk for one in mine])
            self.fields["organisation"].queryset = own  # type: ignore[attr-defined]

    @property
    def county(self) -> Organisation:
        """The county that was chosen, or the only one there is."""
        chosen: Organisation = self._only or self.cleaned_data["organisation"]
        return chosen


class MarkForm(forms.Form):
    """The new state of a step, and the one the person saw."""

    state = forms.ChoiceField(choices=State.choices, widget=forms.HiddenInput)
    was = forms.ChoiceField(choices=State.choices, widget=forms.HiddenInput)


class NotNeededForm(MarkForm):
    """Why a step does not apply."""

    reason = LineField(
        label=_("Why does it not apply to your county?"),
        max_length=REASON_LENGTH,
        help_text=_("One sentence, so that colleagues need not ask."),
        error_messages={"required": _("Please say why the step does not apply.")},
    )


class PlanForm(forms.Form):
    """Note, responsibility and date of a step; `base` is the version it was filled in on."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For your county only: agreements, places of files, what is still open."),
    )
    responsible = forms.ModelChoiceField(
        User.objects.none(), label=_("Who looks after it"), required=False, empty_label=_("nobody")
    )
    due_on = forms.DateField(
        label=_("Until when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, step: WorkingStep, county: Organisation) -> None:
        super().__init__(
            data,
            initial={
                "base": step.version,
                "note": step.note,
                "responsible": step.responsible_id,
                "due_on": step.due_on,
            },
        )
        self.fields["responsible"].queryset = colleagues_in(county)  # type: ignore[attr-defined]

    @property
    def plan(self) -> Plan:
        """What is to be kept."""
        chosen = self.cleaned_data
        return Plan(note=chosen["note"], responsible=chosen["responsible"], due_on=chosen["due_on"])


class AcceptForm(forms.Form):
    """Which change, and the digest of what the person read."""

    step = forms.UUIDField(required=False)
    seen = forms.CharField(max_length=64)
