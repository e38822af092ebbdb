"""The forum's forms. Each carries the key of what it will make: sent twice, it makes it once."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forum.actions.posting import Draft
from forum.forms.checks import CheckedText
from forum.models import COMMENT_LENGTH, TITLE_LENGTH, Answer, Question
from forum.queries.questions import addressable_organisations
from portal.kernel.content import new_key
from portal.kernel.markdown import MAX_BODY_LENGTH
from portal.kernel.text import clean_line, clean_text
from portal.members.audiences import Reader, member_organisations_of
from portal.members.content import Visibility
from portal.members.models import Organisation
from portal.taxonomy.forms import channels_field, topics_field

_ONE_VALUE = {
    "key", "organisation", "title", "body", "visibility", "confidential", "seen_similar",
    "despite_traces", "shown", "opened",
}  # fmt: skip
_KEY = re.compile(r"[0-9a-f]{32}")
SHORTEST_TITLE = 8
MARKDOWN_HELP = _("You can format your text with Markdown: **bold**, *italic*, lists with “-”.")


# What the choice means, in words.
VISIBILITIES = (
    (Visibility.PUBLIC, _("Everyone: without an account too, and search engines find it")),
    (Visibility.MEMBERS, _("Member organisations: their people and the moderators")),
    (Visibility.COUNTY, _("Only the people of our own organisation")),
)


class NarrowingCheckboxes(forms.CheckboxSelectMultiple):
    """Many choices as checkboxes, with a field that narrows the list where scripts run."""

    narrows = True


class Keyed(forms.Form):
    """A form that makes one thing, in the name of one of the writer's organisations."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Write for"), empty_label=None
    )

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = member_organisations_of(reader)
        self.initial.setdefault("key", new_key())
        self._choose_among(mine)

    def _choose_among(self, mine: tuple[Organisation, ...]) -> None:
        """Ask which organisation only where there is a choice."""
        field = self.fields["organisation"]
        if len(mine) > 1:
            field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in mine])  # type: ignore[attr-defined]  # a model choice
        else:
            del self.fields["organisation"]
        self._only = mine[0] if len(mine) == 1 else None

    def clean_key(self) -> str:
        """A key that is not ours is replaced, not trusted."""
        return own_key(self.cleaned_data["key"])

    @property
    def chosen_organisation(self) -> Organisation:
        """In whose name the writer writes."""
        chosen: Organisation = self._only or self.cleaned_data["organisation"]
        return chosen


def own_key(key: str) -> str:
    """Return a key if it is one of ours, or else a new one."""
    return key if _KEY.fullmatch(key) else new_key()


def body_field(label: Any, rows: int) -> forms.CharField:
    """Make a field for Markdown, bounded, with an error that says what to do."""
    return forms.CharField(
        label=label,
        help_text=MARKDOWN_HELP,
        max_length=MAX_BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "max_length": _(
                "The text is too long (%(show_value)d characters). Please shorten it to"
                " %(limit_value)d characters, or attach the details to a case study."
            ),
        },
    )


class QuestionFields(forms.Form):
    """What a question consists of."""

    title = forms.CharField(
        label=_("Your question in one sentence"),
        max_length=TITLE_LENGTH,
        help_text=_("Others decide by this line whether they can help."),
        error_messages={"required": _("Please put your question into one sentence.")},
    )
    body = body_field(_("Details"), 10)
    addressed_to = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Whom do you ask?"),
        to_field_name="slug",
        required=False,
        widget=NarrowingCheckboxes,
        help_text=_("Without a choice you ask all member counties: “Who has experience?”"),
        error_messages={
            "invalid_choice": _("“%(value)s” is not a member county and cannot be asked."),
        },
    )
    topics = topics_field()
    channels = channels_field()
    visibility = forms.ChoiceField(
        label=_("Who may read this?"),
        choices=VISIBILITIES,
        initial=Visibility.MEMBERS,
        widget=forms.RadioSelect,
        help_text=_("This holds for the answers too. The public never sees names of persons."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addressed_to"].queryset = addressable_organisations()  # type: ignore[attr-defined]  # a model choice

    def clean_title(self) -> str:
        """A sentence, not a word."""
        title = clean_line(self.cleaned_data["title"])
        if len(title) < SHORTEST_TITLE:
            raise ValidationError(_("Please write a whole sentence, so that others understand."))
        return title

    def clean_body(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["body"])

    @property
    def draft(self) -> Draft:
        """The question as it was typed, once the form is valid."""
        cleaned = self.cleaned_data
        return Draft(
            title=cleaned["title"],
            body=cleaned["body"],
            visibility=cleaned["visibility"],
            topics=cleaned["topics"],
            channels=cleaned["channels"],
            addressed_to=list(cleaned["addressed_to"]) or None,
        )


def typed_in(data: QueryDict) -> dict[str, Any]:
    """Return what was typed into the form to ask, to open it with the same again, unchecked."""
    one, several = _ONE_VALUE & data.keys(), ("addressed_to", "topics", "channels")
    return {name: data[name] for name in one} | {name: data.getlist(name) for name in several}


class EditQuestionForm(CheckedText, QuestionFields):
    """Change a question; the version says on which one the writer works."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def in_thread(self, question: Question, reader: Reader) -> CheckedText:
        """Say which question it is: a confidential one is for others and stays so."""
        if question.is_veiled:
            self.fields["visibility"].choices = [  # type: ignore[attr-defined]  # a choice
                (value, label) for value, label in VISIBILITIES if value != Visibility.COUNTY
            ]
        return super().in_thread(question, reader)


def initial_of(question: Question) -> dict[str, Any]:
    """Return the values with which a form to change a question opens."""
    return {
        "title": question.title,
        "body": question.body,
        "visibility": question.visibility,
        "topics": [topic.slug for topic in question.topics.all()],
        "channels": [channel.slug for channel in question.channels.all()],
        "addressed_to": [one.slug for one in question.addressed_to.all()],
        "version": question.version,
    }


class AnswerForm(CheckedText, Keyed):
    """Answer a question."""

    body = body_field(_("Your answer"), 8)
    field_order = ("organisation", "body")

    def clean_body(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["body"])


class EditAnswerForm(CheckedText):
    """Change an answer."""

    body = body_field(_("Answer"), 10)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean_body(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["body"])


def initial_of_answer(answer: Answer) -> dict[str, Any]:
    """Return the values with which a form to change an answer opens."""
    return {"body": answer.body, "version": answer.version}


class CommentForm(CheckedText, Keyed):
    """Comment on an answer."""

    body = forms.CharField(
        label=_("Comment"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Plain text; links become clickable."),
    )
    field_order = ("organisation", "body")

    def clean_body(self) -> str:
        """Something must be left when control characters are gone."""
        return filled(self.cleaned_data["body"])


def filled(text: str) -> str:
    """Return a text without control characters; what is empty then is an error."""
    text = clean_text(text).strip()
    if not text:
        raise ValidationError(_("Please write something."))
    return text
