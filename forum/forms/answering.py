"""Forms around answers: thanks, comments changed, drafts in the county's name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.forms.checks import CheckedText
from forum.forms.posting import Keyed, body_field, filled
from forum.models import COMMENT_LENGTH, NOTE_LENGTH, REMARK_LENGTH, THANKS_LENGTH
from portal.members.models import Organisation
from portal.taxonomy.models import Topic


class ThanksForm(CheckedText):
    """Say thanks in one line."""

    thanks = forms.CharField(
        label=_("Your thanks"),
        max_length=THANKS_LENGTH,
        required=False,
        help_text=_("One line that everybody reads at the answer. An empty one takes it back."),
    )
    text_field = "thanks"


class EditCommentForm(CheckedText):
    """Change a comment; the version says on which one the writer works."""

    body = forms.CharField(
        label=_("Comment"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Plain text; links become clickable."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean_body(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["body"])


class VersionForm(forms.Form):
    """An act on a text: the version says which one was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class OfficialForm(CheckedText, Keyed):
    """Begin an answer for the county."""

    body = body_field(_("Answer for the county"), 10)
    field_order = ("organisation", "body")

    def clean_body(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["body"])


class EditOfficialForm(CheckedText, VersionForm):
    """Change a draft of an answer for the county."""

    body = body_field(_("Answer for the county"), 10)

    def clean_body(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["body"])


class ReturnForm(VersionForm):
    """Give a draft back with a remark."""

    remark = forms.CharField(
        label=_("What is missing?"),
        max_length=REMARK_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please say what is missing, so that it can be changed.")},
    )

    def clean_remark(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["remark"])


class NoteForm(forms.Form):
    """A note for oneself at a bookmark."""

    note = forms.CharField(
        label=_("Note for yourself"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=_("Only you see it."),
    )


class FollowForm(forms.Form):
    """Follow a topic or a county."""

    topic = forms.ModelChoiceField(
        Topic.objects.all(),
        label=_("Topic"),
        to_field_name="slug",
        required=False,
        empty_label=_("none"),
    )
    county = forms.ModelChoiceField(
        Organisation.objects.filter(status=Organisation.Status.MEMBER),
        label=_("Questions of a county"),
        to_field_name="slug",
        required=False,
        empty_label=_("none"),
    )

    def clean(self) -> dict[str, object]:
        """One of both at least."""
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("topic") or cleaned.get("county")):
            raise forms.ValidationError(_("Please choose a topic or a county."))
        return cleaned
