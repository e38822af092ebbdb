"""A station in the form of the CMS, and what readers send."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel
from wagtail.admin.panels.base import get_form_for_model

from portal.kernel.content import Reference
from portal.members.audiences import Reader
from portal.publishing.desk import current_editor
from portal.trails.addresses import address_of, reference_at

GONE = _(
    "What stood here is gone, or kept to a county. Name another page, or take the station out."
)


class StationForm(WagtailAdminModelForm):
    """A curator names a station by its address, as she sees it; its reference is what is kept.

    The address is made anew each time: it holds when a page gets another one, and tells nothing
    of what the curator may not see.
    """

    address = forms.CharField(
        label=_("address"),
        max_length=500,
        help_text=_(
            "Of a case study, a guideline, a piece of news or a question, as it stands in your"
            " browser."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind:
            reference = Reference(self.instance.kind, self.instance.key)
            self.initial["address"] = address_of(reference, _editor())
            if not self.initial["address"]:
                self.fields["address"].help_text = GONE

    def clean_address(self) -> str:
        """Find what stands there; a draft may leave it open."""
        typed: str = self.cleaned_data["address"]
        if not typed:
            return typed
        found = reference_at(typed, _editor())
        if found is None:
            raise ValidationError(
                _("You cannot read a case study, guideline, piece of news or question there.")
            )
        self.instance.kind, self.instance.key = found.kind, found.key
        return typed


class StationFormSet(BaseChildFormSet):
    """The stations of one collection."""

    def clean(self) -> None:
        """Refuse what stands there twice: a reader would tick off both at once."""
        super().clean()
        kept = [one.instance for one in self.forms if one not in self.deleted_forms]
        named = [one.reference for one in kept if one.kind]
        if len(named) != len(set(named)):
            raise ValidationError(_("The same page or question stands in this collection twice."))


class StationsPanel(InlinePanel):
    """Wagtail's list of rows, with forms of ours."""

    def get_form_options(self) -> dict[str, Any]:
        """Put the forms in."""
        options: dict[str, Any] = super().get_form_options()
        form = get_form_for_model(
            self.db_field.related_model,
            form_class=StationForm,
            defer_required_on_fields=["address"],
        )
        options["formsets"][self.relation_name] |= {"form": form, "formset": StationFormSet}
        return options


class MarkForm(forms.Form):
    """Which station was read, or was not, and whether to go on to the next."""

    station = forms.CharField(max_length=200)
    read = forms.BooleanField(required=False)
    onward = forms.BooleanField(required=False)

    def clean_station(self) -> Reference:
        """Read the reference."""
        kind, _colon, key = self.cleaned_data["station"].partition(":")
        return Reference(kind, key)


def _editor() -> Reader:
    return current_editor() or AnonymousUser()
