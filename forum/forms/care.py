"""The forms of the moderators: small, each with a reason."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import date as date_format
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from forum.forms.posting import MARKDOWN_HELP, SHORTEST_TITLE, own_key
from forum.models import KIND, TITLE_LENGTH, Answer, CannedAnswer, Question
from forum.models.care import CANNED_LENGTH, CANNED_TITLE_LENGTH, STAFF_NOTE_LENGTH
from forum.models.cared import NOTE_LENGTH
from forum.queries.finding import Found, contents_called
from forum.queries.traces import traces_of
from forum.queries.veils import asking_county_among
from forum.rules.care import Closing, may_moderate
from portal.kernel.content import Reference, new_key
from portal.kernel.text import clean_line, clean_text
from portal.members.audiences import Reader
from portal.members.models import Organisation, User
from portal.taxonomy.forms import channels_field, topics_field

LONGEST_PIN = timedelta(days=366)


def reason_field(help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """Make a field for one sentence that goes into the log."""
    return forms.CharField(
        label=_("Reason, in one sentence"),
        help_text=help_text or _("Member counties read it in the log of this question."),
        max_length=NOTE_LENGTH,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please say why: others will ask.")},
    )


class CareForm(forms.Form):
    """What every act asks: why."""

    reason = reason_field()

    def __init__(self, reader: Reader, question: Question, *args: Any, **kwargs: Any) -> None:
        self.reader, self.question = reader, question
        super().__init__(*args, **kwargs)

    @property
    def asks_back(self) -> bool:
        """Whether something was found that has to be confirmed before anything is done."""
        return False

    def clean_reason(self) -> str:
        """Something must be left when control characters are gone."""
        reason = clean_line(self.cleaned_data["reason"])
        if not reason and self.fields["reason"].required:
            raise ValidationError(_("Please say why: others will ask."))
        return reason


def _behind(reader: Reader, question: Question) -> Organisation | None:
    return asking_county_among(reader, question) if isinstance(reader, User) else None


class CloseForm(CareForm):
    """Close: moderators say why, the county that asked needs no answer any more."""

    closing = forms.ChoiceField(
        label=_("Why is it closed?"), choices=Closing.choices, widget=forms.RadioSelect
    )
    reason = reason_field(
        _("Everybody who reads the question reads this: say what to do instead, with a link.")
    )
    field_order = ("closing", "reason")

    def __init__(self, reader: Reader, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(reader, question, *args, **kwargs)
        if not may_moderate(reader, question):
            del self.fields["closing"]
            self.fields["reason"].required = False
            self.fields["reason"].label = _("A sentence for those who find it")

    def clean_reason(self) -> str:
        """Whoever closes her county's confidential question must not name it."""
        reason = super().clean_reason()
        if (behind := _behind(self.reader, self.question)) and traces_of(behind, reason):
            raise ValidationError(_("This would show which county asks. Please say it otherwise."))
        return reason

    @property
    def chosen(self) -> Closing:
        """Why it is closed."""
        return Closing(self.cleaned_data.get("closing", Closing.NO_LONGER_NEEDED))


class ReopenForm(CareForm):
    """Open again; the county that asked need not say why."""

    def __init__(self, reader: Reader, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(reader, question, *args, **kwargs)
        self.fields["reason"].required = bool(may_moderate(reader, question))


class PinForm(CareForm):
    """Pin until a day."""

    until = forms.DateField(
        label=_("Until when?"),
        help_text=_("To the end of this day."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    field_order = ("until", "reason")

    def clean_until(self) -> Any:
        """A day to come, and one within a year: nobody looks after what stands for ever."""
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= until <= today + LONGEST_PIN:
            raise ValidationError(_("Please choose a day within the next twelve months."))
        return until


class TopicsForm(CareForm):
    """Give other topics and channels."""

    topics = topics_field()
    channels = channels_field()
    field_order = ("topics", "channels", "reason")

    def __init__(self, reader: Reader, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(reader, question, *args, **kwargs)
        for name in ("topics", "channels"):
            self.initial[name] = [one.slug for one in getattr(question, name).all()]


class ChoosingForm(CareForm):
    """Choose content by its address or words of its title; what was found is confirmed."""

    kinds: tuple[str, ...] = ()
    words = forms.CharField(
        label=_("Address, or words of the title"),
        max_length=300,
        error_messages={"required": _("Please say which question should stay.")},
    )
    chosen = forms.ChoiceField(
        label=_("Found: do you mean this?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please confirm which one you mean.")},
    )
    field_order = ("words", "chosen", "reason")

    def __init__(self, reader: Reader, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(reader, question, *args, **kwargs)
        typed = self.data if self.is_bound else self.initial
        found = contents_called(reader, str(typed.get("words", "")), self.kinds)
        self.found = {
            str(one.reference): one for one in found if one.reference != question.reference
        }
        if self.found:
            self.fields["chosen"].choices = [  # type: ignore[attr-defined]  # a choice field
                (key, self.describe(one)) for key, one in self.found.items()
            ]
            if len(self.found) == 1:
                self.initial["chosen"] = next(iter(self.found))
        else:
            del self.fields["chosen"]

    def describe(self, found: Found) -> str:
        """Name what was found, with its kind."""
        return f"{found.label}: {found.title}"

    @property
    def asks_back(self) -> bool:
        """Whether something was found that has to be confirmed before anything is done."""
        return bool(self.found) and not self.data.get("chosen")

    def clean_words(self) -> str:
        """Something must be found."""
        words: str = self.cleaned_data["words"].strip()
        if words and not self.found:
            raise ValidationError(_("Nothing of this name or address, or you may not read it."))
        return words

    @property
    def target(self) -> Reference | None:
        """What was chosen."""
        found = self.found.get(self.cleaned_data.get("chosen", ""))
        return found.reference if found else None


class MergeForm(ChoosingForm):
    """Say which question stays."""

    kinds = (KIND,)

    def describe(self, found: Found) -> str:
        """A question's title says it."""
        return found.title

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Which question stays? Its address, or words of its title")


class OutdateForm(ChoosingForm):
    """Say what to read instead, where there is something."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("What holds instead? Its address, or words of its title")
        self.fields["words"].required = False
        self.fields["words"].help_text = _(
            "A question, case study, guideline or other page of this site. Readers who may not"
            " read it see no link."
        )


class AnswerChoiceField(forms.ModelChoiceField[Answer]):
    """Answers by county, day and first words."""

    def label_from_instance(self, obj: Answer) -> str:
        """Tell answers of one county from each other."""
        day = date_format(timezone.localtime(obj.answered_at), "DATE_FORMAT")
        return f"{obj.organisation}, {day}: {Truncator(obj.body_text).chars(90)}"


class SplitForm(CareForm):
    """Say which answer is a question of its own, and what it asks."""

    answer = AnswerChoiceField(
        Answer.objects.none(), label=_("Which answer?"), widget=forms.RadioSelect, empty_label=None
    )
    title = forms.CharField(
        label=_("Title of the new question"),
        max_length=TITLE_LENGTH,
        help_text=_(
            "What does the answer ask, in one sentence? Its words and its county stay as they are;"
            " the county can change the title."
        ),
    )
    field_order = ("answer", "title", "reason")

    def __init__(self, reader: Reader, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(reader, question, *args, **kwargs)
        answers = question.answers.select_related("organisation").order_by("answered_at", "pk")
        self.fields["answer"].queryset = answers  # type: ignore[attr-defined]  # a model choice

    def clean_title(self) -> str:
        """A sentence, not a word."""
        title = clean_line(self.cleaned_data["title"])
        if len(title) < SHORTEST_TITLE:
            raise ValidationError(_("Please write a whole sentence, so that others understand."))
        return title


class StaffNoteForm(forms.Form):
    """Note something for the other moderators."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    text = forms.CharField(
        label=_("Note for moderators"),
        max_length=STAFF_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only moderators who may read this question see it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", new_key())

    def clean_key(self) -> str:
        """A key that is not ours is replaced, not trusted."""
        return own_key(self.cleaned_data["key"])

    def clean_text(self) -> str:
        """Something must be left when control characters are gone."""
        text = clean_text(self.cleaned_data["text"]).strip()
        if not text:
            raise ValidationError(_("Please write something."))
        return text


class CannedAnswerForm(forms.ModelForm[CannedAnswer]):
    """Write a text moderators use again and again."""

    title = forms.CharField(
        label=_("Title"),
        max_length=CANNED_TITLE_LENGTH,
        help_text=_("Moderators find the text by it."),
    )
    body = forms.CharField(
        label=_("Text"),
        help_text=MARKDOWN_HELP,
        max_length=CANNED_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    class Meta:
        model = CannedAnswer
        fields = ("title", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"], self.initial["version"] = new_key(), self.instance.version

    def clean_key(self) -> str:
        """A key that is not ours is replaced, not trusted."""
        return own_key(self.cleaned_data["key"])

    def clean_title(self) -> str:
        """One line."""
        title = clean_line(self.cleaned_data["title"])
        if not title:
            raise ValidationError(_("Please write something."))
        return title

    def clean_body(self) -> str:
        """Something must be left when control characters are gone."""
        body = clean_text(self.cleaned_data["body"]).strip()
        if not body:
            raise ValidationError(_("Please write something."))
        return body
