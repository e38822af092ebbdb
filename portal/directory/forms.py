"""The directory's forms."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.channels.forms import LineField, LinkField
from portal.directory.actions import PersonDraft, ProfileDraft
from portal.directory.models import (
    LINE_LENGTH,
    TEXT_LENGTH,
    VISIBILITIES,
    Consent,
    PersonProfile,
    Profile,
)
from portal.members.content import Visibility
from portal.taxonomy.forms import channels_field, topics_field

_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{3,38}")


def _who_sees(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=VISIBILITIES, initial=Visibility.PUBLIC, widget=forms.RadioSelect
    )


class ProfileForm(forms.Form):
    """What an organisation says about itself; the version says on which one the person works."""

    about = forms.CharField(
        label=_("About your organisation"),
        help_text=_(
            "A few sentences: who does the work, what have you tried, what are you good at?"
            " You can format with Markdown: **bold**, - lists, [links](https://…)."
        ),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    about_visibility = _who_sees(_("Who may read this text?"))
    homepage = LinkField(
        label=_("Homepage"), required=False, help_text=_("Begins with https://. Everyone sees it.")
    )
    topics = topics_field(
        _("Topics you can help with"), help_text=_("Other counties find you by them and ask you.")
    )
    platforms = channels_field(_("Platforms you can help with"))
    offers_visibility = _who_sees(_("Who may see with what you can help?"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def work_on(self, version: int) -> None:
        """Let what was typed be saved over this version next."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["version"] = str(version)
        self.data = typed

    @property
    def draft(self) -> ProfileDraft:
        """The profile as it was typed, once the form is valid."""
        return ProfileDraft(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


def initial_of(profile: Profile | None) -> dict[str, Any]:
    """Return the values with which the form of an organisation's profile opens."""
    if profile is None:
        return {"version": 0}
    names = ("about", "about_visibility", "homepage", "offers_visibility", "version")
    return {name: getattr(profile, name) for name in names} | {
        "topics": [topic.slug for topic in profile.topics.all()],
        "platforms": [platform.slug for platform in profile.platforms.all()],
    }


def _agree(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class PersonForm(forms.Form):
    """What a person enters about her work, and for each field whether members may see it."""

    function = LineField(
        label=_("Function or unit"),
        help_text=_("For example “Press office, looks after pictures and videos”."),
        max_length=LINE_LENGTH,
        required=False,
    )
    show_function = _agree(_("Members may see my function"))
    email = forms.EmailField(
        label=_("Official e-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    show_email = _agree(_("Members may see this e-mail address"))
    phone = LineField(
        label=_("Official phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    show_phone = _agree(_("Members may see this phone number"))
    languages = LineField(
        label=_("Languages"),
        help_text=_("In which languages can you be asked?"),
        max_length=LINE_LENGTH,
        required=False,
    )
    show_languages = _agree(_("Members may see my languages"))
    topics = topics_field(_("Topics you can be asked about"))
    show_topics = _agree(_("Members may see my topics"))

    def clean_phone(self) -> str:
        """A number as people write it."""
        phone: str = self.cleaned_data["phone"]
        if phone and not _PHONE.fullmatch(phone):
            raise ValidationError(_("Please write the number in digits, for example 0541 501-0."))
        return phone

    def clean(self) -> dict[str, Any]:
        """Nobody agrees to show what is not there."""
        cleaned = super().clean() or {}
        for field in Consent.Field.values:
            if cleaned.get(f"show_{field}") and field in cleaned and not cleaned[field]:
                self.add_error(field, _("To show this to members, please fill it in."))
        return cleaned

    @property
    def draft(self) -> PersonDraft:
        """The profile as it was typed, once the form is valid."""
        values = {field: self.cleaned_data[field] for field in Consent.Field.values}
        shown = [field for field in Consent.Field.values if self.cleaned_data[f"show_{field}"]]
        return PersonDraft(**values, shown=shown)


def initial_of_person(profile: PersonProfile | None) -> dict[str, Any]:
    """Return the values with which the form of a person's own profile opens."""
    if profile is None:
        return {}
    names = ("function", "email", "phone", "languages")
    return (
        {name: getattr(profile, name) for name in names}
        | {"topics": [topic.slug for topic in profile.topics.all()]}
        | {f"show_{consent.field}": True for consent in profile.consents.all()}
    )
