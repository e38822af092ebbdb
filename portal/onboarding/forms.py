"""The forms on the way into the group."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import new_key
from portal.kernel.text import clean_text
from portal.members.models import Organisation
from portal.onboarding.catalogue import FIELDS, Level, WorryKind, worries_of_kind
from portal.onboarding.models import Assessment, MentorOffer
from portal.onboarding.models.assessment import WORDS_LENGTH
from portal.onboarding.models.mentoring import TEXT_LENGTH
from portal.onboarding.rules.mentoring import MOST_MENTEES
from portal.taxonomy.forms import channels_field, topics_field
from portal.taxonomy.models import Platform, Topic

_KEY = re.compile(r"[0-9a-f]{32}")


class ChannelsForm(forms.Form):
    """Page 1: which channels run, which are planned."""

    running = channels_field(_("Which channels does your county run?"))
    planned = channels_field(_("Which ones do you plan?"))

    def clean_planned(self) -> list[Platform]:
        """What runs already is not planned any more."""
        running = self.cleaned_data.get("running", ())
        return [platform for platform in self.cleaned_data["planned"] if platform not in running]


class ExperienceForm(forms.Form):
    """Page 2: the experience in each field."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in FIELDS:
            label: Any = field.label
            self.fields[field.slug] = forms.TypedChoiceField(
                label=label,
                choices=Level.choices,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose one of the three.")},
            )


class WorriesForm(forms.Form):
    """Page 3: chances, hurdles, reservations."""

    chance = forms.MultipleChoiceField(label=_("Chances: what do you hope for?"))
    hurdle = forms.MultipleChoiceField(label=_("Hurdles: what stands in the way?"))
    reservation = forms.MultipleChoiceField(label=_("Reservations: what do colleagues object to?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in WorryKind:
            choices = [(worry.slug, worry.label) for worry in worries_of_kind(kind)]
            field: Any = self.fields[kind]
            field.choices, field.required = choices, False
            field.widget = forms.CheckboxSelectMultiple(choices=choices)

    @property
    def worries(self) -> list[str]:
        """All that was chosen, once the form is valid."""
        return [slug for kind in WorryKind for slug in self.cleaned_data[kind]]


class WordsForm(forms.Form):
    """Page 4: free words, and whether a mentor is wanted."""

    words = forms.CharField(
        label=_("Is there anything we have not asked?"),
        max_length=WORDS_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Read by your own county and your mentor county only."),
    )
    seeks_mentor = forms.BooleanField(
        label=_("We would like a mentor county that helps us to begin."), required=False
    )


PAGES: tuple[tuple[str, type[forms.Form]], ...] = (
    ("kanaele", ChannelsForm),
    ("erfahrung", ExperienceForm),
    ("anliegen", WorriesForm),
    ("worte", WordsForm),
)


def initial_of(
    assessment: Assessment | None,
    known: tuple[Iterable[Platform], Iterable[Platform]],
) -> dict[str, Any]:
    """Return what is known: from the assessment; before it from register and application."""
    if assessment is None:
        running, planned = known
        return {"running": _slugs(running), "planned": _slugs(planned), "seeks_mentor": True}
    chosen = assessment.chosen_worries
    return {
        "running": _slugs(assessment.running.all()),
        "planned": _slugs(assessment.planned.all()),
        **{field.slug: int(level) for field, level in assessment.levels},
        **{kind: [one.slug for one in chosen if one.kind == kind] for kind in WorryKind},
        "words": assessment.words,
        "seeks_mentor": assessment.seeks_mentor,
    }


def _slugs(words: Iterable[Platform | Topic]) -> list[str]:
    return [word.slug for word in words]


class OfferForm(forms.Form):
    """What a county offers as a mentor."""

    capacity = forms.TypedChoiceField(
        label=_("How many new counties can you accompany at a time?"),
        choices=[(number, str(number)) for number in range(MOST_MENTEES + 1)],
        coerce=int,
        help_text=_("An hour a week each, for about half a year. With 0 you pause the offer."),
    )
    topics = topics_field(_("What can you help with?"))
    platforms = channels_field(
        _("Which channels do you know well?"),
        help_text=_("Those you run according to the channel register count anyway."),
    )

    @staticmethod
    def initial_of(offer: MentorOffer | None) -> dict[str, Any]:
        """Return what is offered so far."""
        if offer is None:
            return {"capacity": 1}
        return {
            "capacity": offer.capacity,
            "topics": _slugs(offer.topics.all()),
            "platforms": _slugs(offer.platforms.all()),
        }


class WordsToOtherForm(forms.Form):
    """A reason, or thanks, that the other county reads."""

    text = forms.CharField(max_length=TEXT_LENGTH, widget=forms.Textarea({"rows": 4}))

    def __init__(self, label: Any, *args: Any, required: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label, self.fields["text"].required = label, required
        self.fields["text"].help_text = _("The other county reads it.")

    def clean_text(self) -> str:
        """Something must be left when control characters are gone."""
        text = clean_text(self.cleaned_data["text"]).strip()
        if self.fields["text"].required and not text:
            raise ValidationError(_("Please write something."))
        return text


class MeetingForm(WordsToOtherForm):
    """The message with which a county suggests a meeting."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(_("Your message"), *args, required=True, **options)
        self.initial.setdefault("key", new_key())
        self.fields["text"].widget.attrs["rows"] = 12
        self.fields["text"].help_text = _("Change it as you like. It goes to those who lead there.")

    def clean_key(self) -> str:
        """A key that is not ours is replaced, not trusted."""
        key: str = self.cleaned_data["key"]
        return key if _KEY.fullmatch(key) else new_key()


class ProposeForm(forms.Form):
    """A pair proposed by hand."""

    mentee = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("New county"),
        to_field_name="slug",
        empty_label=_("please choose"),
    )
    mentor = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Mentor with a free place"),
        to_field_name="slug",
        empty_label=_("please choose"),
    )

    def __init__(
        self,
        mentees: QuerySet[Organisation],
        mentors: QuerySet[Organisation],
        *args: Any,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["mentee"].queryset = mentees  # type: ignore[attr-defined]  # a model choice
        self.fields["mentor"].queryset = mentors  # type: ignore[attr-defined]  # a model choice

    def clean(self) -> dict[str, Any]:
        """Two different counties."""
        cleaned = super().clean() or {}
        if cleaned.get("mentor") and cleaned.get("mentor") == cleaned.get("mentee"):
            raise ValidationError(_("A county cannot be its own mentor."))
        return cleaned
