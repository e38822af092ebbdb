"""What is checked in a text before it is published: pictures, names, and what gives away."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forum.actions.files import DOCUMENTS_BETRAY
from forum.actions.mentioning import PEOPLE_IN_PUBLIC
from forum.models import Question
from forum.queries.files import documents_in
from forum.queries.mentions import people_named
from forum.queries.traces import traces_of
from forum.queries.veils import asker_among
from forum.rendering import render_post, undescribed_pictures
from portal.members.audiences import Reader
from portal.members.content import Visibility
from portal.members.models import Organisation, User


class CheckedText(forms.Form):
    """A form with a text: pictures are described, nobody is named in public, no veil is torn."""

    despite_traces = forms.BooleanField(
        label=_("What may show who asks may be known. Publish it anyway."), required=False
    )
    # Whose name must not be in the text, and who writes; None: her county is shown.
    behind: Organisation | None = None
    writer: User | None = None
    # What was found: the box to publish it anyway is shown with it.
    traces: tuple[str, ...] = ()
    _visibility = ""
    text_field = "body"

    def in_thread(self, question: Question, reader: Reader) -> "CheckedText":
        """Say on whose page it is written: its readers, and whether the writer is behind a veil."""
        self._visibility = question.visibility
        if isinstance(reader, User):
            self.writer, self.behind = reader, asker_among(reader, question)
        return self

    def clean(self) -> dict[str, Any]:
        """Check the whole text, once its fields make sense."""
        cleaned = super().clean() or self.cleaned_data
        text = "\n".join(filter(None, (cleaned.get("title"), cleaned.get(self.text_field))))
        visibility = cleaned.get("visibility") or self._visibility
        if missing := undescribed_pictures(text):
            self.add_error(self.text_field, _undescribed(missing))
        if visibility == Visibility.PUBLIC and people_named(render_post(text)):
            self.add_error(self.text_field, PEOPLE_IN_PUBLIC)
        if self.behind:
            self._check_veil(self.behind, text, despite=cleaned.get("despite_traces", False))
        return cleaned

    def _check_veil(self, behind: Organisation, text: str, *, despite: bool) -> None:
        if self.writer and documents_in(text, self.writer):
            self.add_error(self.text_field, DOCUMENTS_BETRAY)
        self.traces = traces_of(behind, text)
        if self.traces and not despite:
            found = _(
                "Your text may show who asks. It says: {traces}. Please change it, or say below"
                " that this may be known."
            )
            self.add_error(self.text_field, format_lazy(found, traces=", ".join(self.traces)))


def _undescribed(number: int) -> str:
    return ngettext(
        "A picture has no description yet. Write between its square brackets what it shows, or"
        " “only decoration”.",
        "%(number)d pictures have no description yet. Write between their square brackets what"
        " they show, or “only decoration”.",
        number,
    ) % {"number": number}
