"""The form to ask a question, openly or confidentially."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.confidence import may_hide
from forum.forms.checks import CheckedText
from forum.forms.posting import Keyed, QuestionFields
from forum.queries.veils import count_alike
from forum.rules.deflection import SeenBefore, seen_from
from portal.members.audiences import Reader, member_organisations_of
from portal.members.content import Visibility
from portal.members.models import Organisation, User
from portal.members.stand_ins import stand_in_name


class AskForm(CheckedText, QuestionFields, Keyed):
    """Ask a question."""

    confidential = forms.BooleanField(label=_("Ask confidentially"), required=False)
    # Whether the writer was shown what there is already.
    seen_similar = forms.BooleanField(widget=forms.HiddenInput, required=False)
    # What she was shown, and what of it she opened: references, one a line.
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("organisation", "title", "body", "addressed_to", "topics", "channels")

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(reader, *args, **kwargs)
        if isinstance(reader, User):
            self.writer = reader
        mine = member_organisations_of(reader)
        self.hidden_as = [stand_in_name(one) for one in mine if _could_hide(one)]

    @property
    def seen(self) -> SeenBefore:
        """What she saw before asking, as the form has it."""
        return seen_from(self.cleaned_data["shown"], self.cleaned_data["opened"])

    def clean(self) -> dict[str, Any]:
        """A confidential question must leave enough counties that may have asked it."""
        if self.cleaned_data.get("confidential") and not self.errors:
            self.behind = self.chosen_organisation
        cleaned = super().clean()
        if self.behind:
            asked = list(cleaned["addressed_to"])
            self._check_hiding(self.behind, cleaned["visibility"], asked)
        return cleaned

    def _check_hiding(
        self, behind: Organisation, visibility: str, asked: list[Organisation]
    ) -> None:
        verdict = may_hide(behind, visibility, count_alike(behind, asked))
        if not verdict:
            self.add_error("confidential", str(verdict.reason))
        elif behind in asked:
            self.add_error("addressed_to", _("You cannot ask your own county confidentially."))


def _could_hide(organisation: Organisation) -> bool:
    return bool(may_hide(organisation, Visibility.MEMBERS, count_alike(organisation, None)))
