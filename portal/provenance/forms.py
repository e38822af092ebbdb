"""Forms about pages made from posts."""

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import TITLE_LENGTH, Answer, Question
from portal.kernel.content import new_key
from portal.kernel.markdown import excerpt
from portal.kernel.text import clean_line
from portal.members.content import Visibility
from portal.members.models import Organisation
from portal.provenance.models import REMARK_LENGTH
from portal.provenance.queries.pages import KINDS
from portal.provenance.rules import as_wide_or_wider


class BeginForm(forms.Form):
    """Choose what a page is made of."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=120)
    answers = forms.MultipleChoiceField(
        label=gettext_lazy("Answers"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Each becomes a block of its own, in this order. You can change all of it afterwards."
        ),
    )
    with_question = forms.BooleanField(
        label=gettext_lazy("Take the question's own text along, as the starting point"),
        required=False,
    )
    kind = forms.ChoiceField(label=gettext_lazy("What shall it become?"), widget=forms.RadioSelect)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE_LENGTH)
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Whose page will it be?"),
        queryset=Organisation.objects.none(),
        empty_label=None,
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who shall read it?"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Who wrote the answers is asked for exactly this. Chosen is who can read the question."
        ),
    )

    def __init__(
        self,
        data: object = None,
        *,
        question: Question,
        answers: Iterable[Answer],
        counties: Sequence[Organisation],
        takes_text: bool,
    ) -> None:
        answers = list(answers)
        super().__init__(
            data,  # type: ignore[arg-type]
            initial={
                "key": new_key(),
                "title": question.title,
                "kind": next(iter(KINDS)),
                "visibility": question.visibility,
                "organisation": _whose(answers, counties),
                "answers": [one.key for one in answers if one.is_accepted],
                "with_question": takes_text,
            },
        )
        self.answer_keys = [one.key for one in answers]
        self.fields["answers"].choices = [(one.key, _label(one)) for one in answers]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, model._meta.verbose_name) for kind, model in KINDS.items()
        ]
        own = Organisation.objects.filter(pk__in=[one.pk for one in counties])
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]
        wide = as_wide_or_wider(question.visibility)
        self.fields["visibility"].choices = [  # type: ignore[attr-defined]
            (name, label) for name, label in Visibility.choices if name in wide
        ]
        if not takes_text:
            del self.fields["with_question"]

    def clean_title(self) -> str:
        """Something must be left when control characters are gone."""
        if title := clean_line(self.cleaned_data["title"]):
            return title
        raise forms.ValidationError(_("Please enter a title."))

    def clean_answers(self) -> list[str]:
        """Keep the order of the page, whatever order the form was sent in."""
        chosen = self.cleaned_data["answers"]
        return [key for key in self.answer_keys if key in chosen]


def _whose(answers: Sequence[Answer], counties: Sequence[Organisation]) -> Organisation | None:
    """Suggest the county whose answer comes first, where the page may be that county's."""
    answered = (one.organisation for one in answers if one.organisation in counties)
    return next(answered, next(iter(counties), None))


def _label(answer: Answer) -> str:
    day = date_format(localtime(answer.answered_at), "DATE_FORMAT")
    mark = f", {_('accepted answer')}" if answer.is_accepted else ""
    return f"{answer.organisation.display_name}, {day}{mark}: {excerpt(answer.body_text, 160)}"


class DecideForm(forms.Form):
    """Agree or not; the remark is for those who look after the page."""

    standing = forms.CharField(widget=forms.HiddenInput, max_length=40)
    remark = forms.CharField(
        label=gettext_lazy("Remark or condition"),
        max_length=REMARK_LENGTH,
        required=False,
        help_text=gettext_lazy("May stay empty. Whoever looks after the page reads it."),
    )


class SeenForm(forms.Form):
    """The version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
