"""The exact search: a form that writes what others type."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import clean_line
from search.analysis.language import LANGUAGES
from search.names import all_names
from search.port import EARLIEST, FILTERS, LATEST, Query

LONGEST = 200


def _line_field(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=LONGEST)


def _boxes(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class ExactForm(forms.Form):
    """Words, filters and days; `address` is what the results page reads."""

    words = _line_field(_("Words"), _("The more of them a text has, the further up it stands."))
    phrase = _line_field(
        _("Just these words in this order"), _("For example: soziale Medien. In no other form.")
    )
    without = _line_field(
        _("Without these words"), _("Nothing is shown in which one of them stands.")
    )
    organisation = forms.ChoiceField(label=_("County"), required=False)
    kind = _boxes(_("Kind of content"))
    topic = _boxes(_("Topic"))
    channel = _boxes(_("Channel"))
    since = _day_field(_("From"))
    until = _day_field(_("Until (inclusive)"))
    solved = forms.ChoiceField(
        label=_("Questions"),
        required=False,
        choices=[
            ("", _("all")),
            ("yes", _("with an accepted answer")),
            ("no", _("without an accepted answer")),
        ],
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("all")), *LANGUAGES.items()]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = all_names()
        counties = sorted(names["organisation"].items(), key=lambda one: str(one[1]))
        offered = {name: list(names[name].items()) for name in ("kind", "topic", "channel")}
        offered["organisation"] = [("", _("all")), *counties]
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse days that no text can be of."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first one."))
        for name in ("since", "until"):
            day = cleaned.get(name)
            if day and not EARLIEST <= day <= LATEST:
                self.add_error(name, _("Please enter a day between 1900 and 2200."))
        return cleaned

    def address(self) -> Iterator[tuple[str, str]]:
        """Yield what was chosen as the results page reads it."""
        if text := " ".join(self._typed()):
            yield "q", text
        for name in FILTERS:
            values = self.cleaned_data.get(name, ())
            yield from (
                (name, one) for one in ([values] if isinstance(values, str) else values) if one
            )
        for name in ("since", "until"):
            if day := self.cleaned_data[name]:
                yield name, day.isoformat()

    def _typed(self) -> Iterator[str]:
        words, phrase, without = (
            clean_line(self.cleaned_data[name]) for name in ("words", "phrase", "without")
        )
        if words:
            yield words
        if phrase := clean_line(phrase.replace('"', " ")):
            yield f'"{phrase}"'
        for word in without.replace('"', " ").split():
            yield f"-{word.lstrip('-')}"


def initial_of(query: Query) -> dict[str, Any]:
    """Return what the form shows of a search that was begun elsewhere."""
    chosen = query.filters()
    one_of = {name: chosen.get(name, ("",))[0] for name in ("organisation", "solved", "language")}
    return {
        **chosen,
        **one_of,
        "words": query.text[:LONGEST],
        "since": query.since,
        "until": query.until,
    }
