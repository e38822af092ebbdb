"""Forms about the upkeep of pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.text import clean_line, clean_text
from portal.members.audiences import Reader, may_see
from portal.members.models import User
from portal.publishing.models import ContentPage
from portal.taxonomy.models import Topic
from portal.upkeep.models import REMARK_LENGTH, Foundation, FoundationChange
from portal.upkeep.queries.pages import kinds, page_at
from portal.upkeep.queries.validity import Flag
from portal.upkeep.rules import LONGEST_MONTHS, Basis, Outcome

# What must be said in words.
MEANWHILE = gettext_lazy("Meanwhile somebody else reviewed this page. Please look again.")
_WORDS_FOR = {Outcome.FEEDBACK, Outcome.OBSOLETE}


def _changes_seen(flags: Sequence[Flag]) -> forms.MultipleChoiceField:
    """Let somebody tick the changes she has seen to; untouched, all of them."""
    once = {flag.key: f"{flag.foundation}: {flag.what}" for flag in flags}
    return forms.MultipleChoiceField(
        label=_("I have looked at these changes"),
        choices=list(once.items()),
        initial=list(once),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The warning on the page goes where you say that it still holds."),
    )


class ReviewForm(forms.Form):
    """Say of a page whether it holds."""

    standing = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    outcome = forms.ChoiceField(label=gettext_lazy("What did you find?"), widget=forms.RadioSelect)
    remark = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=REMARK_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Needed for feedback, and where the page is obsolete: readers then see it on the page."
        ),
    )
    successor = forms.CharField(
        label=gettext_lazy("Page that takes its place"),
        max_length=400,
        required=False,
        help_text=gettext_lazy(
            "Only where the page is obsolete: its address, copied from the browser. May stay empty."
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        reader: Reader,
        page: ContentPage,
        standing: int,
        flags: Sequence[Flag],
        edits: bool,
    ) -> None:
        super().__init__(data, initial={"standing": standing, "outcome": Outcome.VALID})
        self.reader, self.page, self.edits = reader, page, edits
        said = {Outcome.VALID, Outcome.EDIT, Outcome.FEEDBACK, Outcome.OBSOLETE}
        labels = _labels(edits=edits)
        choices = [(one.value, labels[one]) for one in Outcome if one in said]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        if flags:
            self.fields["cleared"] = _changes_seen(flags)
            self.order_fields(["standing", "outcome", "cleared", "remark", "successor"])

    def clean_successor(self) -> ContentPage | None:
        """Find the page at that address; one she may not see is not there."""
        address = clean_line(self.cleaned_data["successor"])
        if not address or self.data.get("outcome") != Outcome.OBSOLETE:
            return None
        found = page_at(address)
        if found is None or not may_see(self.reader, found):
            raise forms.ValidationError(_("There is no page at this address."))
        if found.pk == self.page.pk:
            raise forms.ValidationError(_("A page cannot take its own place."))
        return found

    def ask_again(self, standing: int) -> None:
        """Show what was typed once more, above the page as it stands now."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data["standing"] = str(standing)  # type: ignore[index]
        self.add_error(None, MEANWHILE)

    def clean(self) -> dict[str, Any] | None:
        """Ask for words where others need them."""
        found = super().clean()
        outcome = self.cleaned_data.get("outcome")
        needed = outcome in _WORDS_FOR or (outcome == Outcome.EDIT and not self.edits)
        if needed and not clean_text(self.cleaned_data.get("remark", "")).strip():
            self.add_error("remark", _("Please say it in words: others go on with it."))
        return found


def _labels(*, edits: bool) -> Mapping[Outcome, str]:
    return {
        Outcome.VALID: _("Still valid: everything on it holds"),
        Outcome.EDIT: _("Needs to be changed: I do it now")
        if edits
        else _("Needs to be changed: tell the moderators what"),
        Outcome.FEEDBACK: _("Feedback to the authors"),
        Outcome.OBSOLETE: _("Obsolete: it stays readable, with a warning"),
    }


class CaretakersForm(forms.Form):
    """Who looks after a page, and who in her absence."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Looks after the page"), queryset=User.objects.none(), required=False,
        empty_label=gettext_lazy("nobody: the county's coordinators are asked"),
    )  # fmt: skip
    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Deputy"), queryset=User.objects.none(), required=False,
        empty_label=gettext_lazy("nobody"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, people: Sequence[User], **initial: Any) -> None:
        super().__init__(data, initial=initial)
        known = {one.pk for one in people} | {initial.get("owner")}
        for name in ("owner", "deputy"):
            chosen = User.objects.filter(pk__in=[pk for pk in known if pk]).order_by("name", "pk")
            self.fields[name].queryset = chosen  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Two people, or it is no help."""
        found = super().clean()
        owner = self.cleaned_data.get("owner")
        if owner and owner == self.cleaned_data.get("deputy"):
            self.add_error("deputy", _("Owner and deputy are two people."))
        return found


class RelianceForm(forms.Form):
    """Say on what a page, or a step of it, rests."""

    foundation = forms.ModelChoiceField(
        label=gettext_lazy("Foundation"), queryset=Foundation.objects.all(), empty_label=None
    )
    step = forms.ChoiceField(label=gettext_lazy("Where"), required=False)

    def __init__(self, data: Any = None, *, steps: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        named = [(pk, _("Step: %(title)s") % {"title": title}) for pk, title in steps]
        self.fields["step"].choices = [("", _("the whole page")), *named]  # type: ignore[attr-defined]
        if not steps:
            del self.fields["step"]


class FoundationForm(forms.ModelForm[Foundation]):
    """Describe a foundation; the Land or the channel where its kind has one."""

    url = forms.URLField(
        label=gettext_lazy("address on the web"), required=False, assume_scheme="https"
    )

    class Meta:
        model = Foundation
        fields = ("basis", "name", "reference", "url", "land", "platform")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["land"].help_text = _("Only for the law of a Land.")
        self.fields["platform"].help_text = _("Only for the function of a platform.")

    def clean_name(self) -> str:
        """Something must be left when control characters are gone."""
        if name := clean_line(self.cleaned_data["name"]):
            return name
        raise forms.ValidationError(_("Please enter a name."))

    def clean(self) -> dict[str, Any] | None:
        """Ask for what belongs to the kind, and forget the rest."""
        found = super().clean()
        basis = self.cleaned_data.get("basis")
        for name, needed in (("land", Basis.LAND), ("platform", Basis.FEATURE)):
            if basis != needed:
                self.cleaned_data[name] = "" if name == "land" else None
            elif not self.cleaned_data.get(name):
                self.add_error(name, _("Please choose one: it belongs to this kind."))
        return found


class ChangeForm(forms.ModelForm[FoundationChange]):
    """Say what has happened to a foundation."""

    source = forms.URLField(label=gettext_lazy("source"), required=False, assume_scheme="https")

    class Meta:
        model = FoundationChange
        fields = ("what", "happened_on", "source")
        widgets = {"happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_what(self) -> str:
        """Something must be left when control characters are gone."""
        if what := clean_line(self.cleaned_data["what"]):
            return what
        raise forms.ValidationError(_("Please say what has changed."))

    def clean_happened_on(self) -> date:
        """Keep to years people mean."""
        day: date = self.cleaned_data["happened_on"]
        if not 1990 <= day.year <= 2100:
            raise forms.ValidationError(_("Please check the year."))
        return day


class IntervalsForm(forms.Form):
    """After how many months pages are reviewed, by kind and by topic; empty: there is none."""

    def __init__(
        self, data: Any = None, *, topics: Sequence[Topic], months: Mapping[str, int]
    ) -> None:
        super().__init__(data)
        names = {f"art-{kind}": model._meta.verbose_name_plural for kind, model in kinds().items()}
        names |= {f"thema-{topic.slug}": topic.name for topic in topics}
        for name, label in names.items():
            self.fields[name] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=LONGEST_MONTHS,
                initial=months.get(name) or None,
            )  # fmt: skip


class ThingForm(forms.Form):
    """On what an answer rests, and whether it still holds."""

    foundations = forms.ModelMultipleChoiceField(
        label=gettext_lazy("It rests on"), queryset=Foundation.objects.all(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class ThingReviewForm(forms.Form):
    """Say that an answer still holds after what has changed."""

    remark = forms.CharField(label=gettext_lazy("In words"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, flags: Sequence[Flag]) -> None:
        super().__init__(data)
        self.fields["cleared"] = _changes_seen(flags)
        self.order_fields(["cleared", "remark"])
