"""Forms about pages on their way."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.editorial.models import Opinion
from portal.editorial.models.submissions import NOTE_LENGTH
from portal.members.models import Organisation, User


def _text(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=NOTE_LENGTH,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class HandInForm(forms.Form):
    """What whoever hands in would like to say."""

    note = _text(_("Note to those who look at it"))


class StandingForm(forms.Form):
    """What was read when somebody decided."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class DecideForm(StandingForm):
    """Agree, want changes or reject; the button says which."""

    comment = _text(
        _("Your comment"), help_text=_("Needed where you want changes or reject: it says why.")
    )
    partner = forms.ModelChoiceField(
        label=_("Let the academic partner look at it as well"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Do not ask"),
    )

    def __init__(self, partners: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        if partners:
            field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in partners])
        else:
            del self.fields["partner"]


class ReasonForm(forms.Form):
    """Why something is ended."""

    reason = _text(_("Reason"))

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


class NoteForm(forms.Form):
    """What somebody notes on a section."""

    section = forms.ChoiceField(label=_("Section"), required=False)
    body = _text(_("Your note"), required=True)

    def __init__(self, sections: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = sections


class OpinionForm(forms.Form):
    """Whom to ask who has no account."""

    office = forms.CharField(
        label=_("Office"),
        max_length=120,
        help_text=_("For example: legal office. It stays with the page; the name does not."),
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=User._meta.get_field("language").choices or ()
    )
    note = _text(_("What she or he should look at"))


class WordForm(forms.Form):
    """What somebody without an account says."""

    word = forms.ChoiceField(
        label=_("What do you think of this page?"),
        choices=[
            (Opinion.Word.AGREES, _("It can be published like this.")),
            (Opinion.Word.CHANGES, _("It should be changed.")),
        ],
        widget=forms.RadioSelect,
    )
    comment = _text(_("Your comment"), help_text=_("Needed where something should be changed."))
