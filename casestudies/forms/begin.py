"""Beginning a case study: with a blank page, or with a document there is already."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casestudies.actions.writing import NewCaseStudy
from casestudies.patterns import GENERAL, Pattern, patterns
from portal.channels.forms import LineField
from portal.kernel.content import new_key
from portal.members.audiences import Reader, member_organisations_of
from portal.members.content import Visibility
from portal.members.models import Organisation
from portal.publishing.reading_in import LARGEST
from portal.taxonomy.models import Platform, Topic

_KEY = re.compile(r"[0-9a-f]{32}")
TITLE_LENGTH = 200
VISIBILITIES = (
    (Visibility.PUBLIC, _("Everyone: without an account too, and search engines find it")),
    (Visibility.MEMBERS, _("Member organisations: their people and the moderators")),
    (Visibility.COUNTY, _("Only the people of our own organisation")),
)


def title_field() -> LineField:
    """Make the field for a title."""
    return LineField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        help_text=_("One line that says what you did. You can change it at any time."),
        error_messages={"required": _("Please give it a title; a provisional one will do.")},
    )


def visibility_field() -> forms.ChoiceField:
    """Make the field for who reads it."""
    return forms.ChoiceField(
        label=_("Who shall read it once it is published?"),
        choices=VISIBILITIES,
        initial=Visibility.MEMBERS,
        widget=forms.RadioSelect,
        help_text=_("Until then your county and the moderators read it, at most."),
    )


class BeginForm(forms.Form):
    """What is known at the beginning; `key` makes sending it twice make one."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Write for"), empty_label=None
    )
    title = title_field()
    pattern = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        initial=GENERAL,
        help_text=_("Questions and examples beside the form follow from it."),
    )
    visibility = visibility_field()

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", new_key())
        if "pattern" in self.fields:
            self.fields["pattern"].choices = [_choice(one) for one in patterns()]  # type: ignore[attr-defined]
        mine = member_organisations_of(reader)
        self._only = mine[0] if len(mine) == 1 else None
        if self._only:  # there is no choice to be asked for
            del self.fields["organisation"]
        else:
            own = Organisation.objects.filter(pk__in=[one.pk for one in mine])
            self.fields["organisation"].queryset = own  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        """A key that is not ours is replaced, not trusted."""
        key: str = self.cleaned_data["key"]
        return key if _KEY.fullmatch(key) else new_key()

    @property
    def wanted(self) -> NewCaseStudy:
        """What is to be begun; topics and channels as the pattern suggests them."""
        chosen = self.cleaned_data
        pattern = next((one for one in patterns() if one.slug == chosen.get("pattern")), None)
        return NewCaseStudy(
            title=chosen["title"],
            organisation=self._only or chosen["organisation"],
            visibility=chosen["visibility"],
            pattern=pattern.slug if pattern else "",
            topics=list(Topic.objects.filter(slug__in=pattern.topics)) if pattern else (),
            channels=list(Platform.objects.filter(slug__in=pattern.channels)) if pattern else (),
        )


def _choice(pattern: Pattern) -> tuple[str, str]:
    return pattern.slug, f"{pattern.name}: {pattern.about}"


class ReadInForm(BeginForm):
    """A document to begin with."""

    pattern = None  # type: ignore[assignment]  # it follows from what the document is about
    title = title_field()
    document = forms.FileField(
        label=_("Document"),
        help_text=_("A Word file (.docx) or Markdown (.md), at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.md,.markdown,.txt"}),
        error_messages={"required": _("Please choose a file.")},
    )
    field_order = ("organisation", "document", "title", "visibility")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Empty: as it stands in the document.")

    def clean_document(self) -> Any:
        """Refuse what is too large before it is read."""
        document = self.cleaned_data["document"]
        if document.size > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Pictures can be left out.")
            )
        return document
