"""One form per step. Each carries the version it was filled in on."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casestudies.actions import NewKeyFigure
from casestudies.actions.writing import edit_fields, edit_key_figures, edit_section
from casestudies.forms.begin import title_field, visibility_field
from casestudies.models import CaseStudy
from casestudies.steps import Step
from portal.channels.forms import MONTH_HELP, LineField, MonthField
from portal.channels.values import number_of
from portal.kernel.markdown import MAX_BODY_LENGTH
from portal.members.models import User
from portal.publishing.passages import NEW, Passage, passages_of
from portal.taxonomy.forms import channels_field, topics_field

MOST_FIGURES = 30
ROOM_FOR_FIGURES = 3
_TEXT_HELP = _(
    "You can format your text: **bold**, *italic*, lists with “-”. What you paste from Word keeps"
    " its structure."
)
_KINDS = {"text": _("Text"), "table": _("Table")}


class StepForm(forms.Form):
    """A step that sets simple fields of the page."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, draft: CaseStudy, base: int, step: Step) -> None:
        self.draft, self.step = draft, step
        super().__init__(data, initial={"base": base, **self.values_of(draft)})

    def values_of(self, draft: CaseStudy) -> dict[str, Any]:
        """Return what the form shows of the page."""
        return {name: getattr(draft, name) for name in self.step.fields}

    def clean_base(self) -> int:
        """What is no number is no version."""
        base = str(self.cleaned_data["base"])
        return int(base) if base.isascii() and base.isdigit() and len(base) < 19 else -1

    def write(self, actor: User, pk: int) -> CaseStudy:
        """Save what was entered, by the action for it."""
        values = {name: self.cleaned_data[name] for name in self.step.fields}
        return edit_fields(actor=actor, pk=pk, values=values, base=self.cleaned_data["base"])

    def refuse(self, error: ValidationError) -> None:
        """Show what the page itself objects to, beside the field it is about."""
        known = {name: errors for name, errors in _by_field(error) if name in self.fields}
        others = [text for name, errors in _by_field(error) if name not in known for text in errors]
        for name, errors in known.items():
            self.add_error(name, errors)
        if others:
            self.add_error(None, others)


def _by_field(error: ValidationError) -> list[tuple[str, list[str]]]:
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return list(found.items())


class TitleForm(StepForm):
    """What it is called and who reads it."""

    title = title_field()
    visibility = visibility_field()


class CountField(LineField):
    """A number as people write it; may stay empty."""

    def clean(self, value: Any) -> Any:
        """Read 1234 and 1.234."""
        cleaned = super().clean(value)
        number = number_of(cleaned) if cleaned else None
        if number is not None and number > 2_147_483_647:
            raise ValidationError(_("This number is too large."))
        return number


class EffortForm(StepForm):
    """How long and how much."""

    period_start = MonthField(label=_("Begun in"), required=False, help_text=MONTH_HELP)
    period_end = MonthField(
        label=_("Finished in"), required=False, help_text=_("Empty: still going on.")
    )
    effort_hours = CountField(label=_("Hours of work"), required=False)
    effort_euros = CountField(label=_("Costs in euros"), required=False)
    effort_note = LineField(
        label=_("What the effort includes"),
        required=False,
        max_length=300,
        help_text=_("For example: without the hours of the regular editorial work."),
    )

    def values_of(self, draft: CaseStudy) -> dict[str, Any]:
        """Show months as they are typed."""
        months = {
            name: date_format(day, "m.Y") if (day := getattr(draft, name)) else ""
            for name in ("period_start", "period_end")
        }
        return super().values_of(draft) | months


class ContactForm(StepForm):
    """Whom others ask."""

    contact_unit = LineField(
        label=_("Office"),
        required=False,
        max_length=200,
        help_text=_("For example: press office, department 1."),
    )
    contact_email = forms.EmailField(
        label=_("E-mail of the office"),
        required=False,
        help_text=_("Everyone who may read the page sees it. Please no personal address."),
    )


class TopicsForm(StepForm):
    """Under what it is found."""

    topics = topics_field()
    channels = channels_field()

    def values_of(self, draft: CaseStudy) -> dict[str, Any]:
        """Show what is chosen."""
        return {name: [one.slug for one in getattr(draft, name).all()] for name in self.step.fields}


class SummaryForm(StepForm):
    """One or two sentences."""

    summary = LineField(
        label=_("Summary"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At most 400 characters, without formatting."),
    )


class SectionForm(StepForm):
    """A section, passage by passage; what only the CMS edits stands between the fields."""

    def __init__(self, data: Any, *, draft: CaseStudy, base: int, step: Step) -> None:
        (self.section,) = step.fields
        self.passages = passages_of(getattr(draft, self.section))
        super().__init__(data, draft=draft, base=base, step=step)
        editable = [one for one in self.passages if one.markdown is not None]
        for one in editable:
            self.fields[one.place] = _text_field(
                step.title if len(editable) == 1 else _KINDS[one.kind], one.markdown
            )
        if data is not None:
            self.data = self._typed(data)
        ends_in_text = bool(editable) and editable[-1] is self.passages[-1]
        if not ends_in_text or self.passages[-1].kind != "text" or self.data.get(NEW):
            self.fields[NEW] = _text_field(_("Add text") if self.passages else step.title, "")

    def values_of(self, draft: CaseStudy) -> dict[str, Any]:  # noqa: ARG002 - each field has its own
        """Return nothing: every passage is the initial value of its field."""
        return {}

    def _typed(self, data: QueryDict) -> QueryDict:
        """Return what was typed, on whichever version, as this version's fields.

        A passage that was not there stays as it is; what was typed into one that is gone since
        must not be lost.
        """
        typed = data.copy()
        for one in self.passages:
            if one.markdown is not None:
                typed.setdefault(one.place, one.markdown)
        typed[NEW] = "\n\n".join(filter(None, (data.get(NEW, ""), *self._orphaned(data))))
        return typed

    def _orphaned(self, data: QueryDict) -> list[str]:
        known = {*self.fields, NEW, "csrfmiddlewaretoken", "go"}
        passages = {one.place for one in self.passages if one.markdown is not None}
        gone = [name for name in data if name not in known | passages][:MOST_FIGURES]
        return [text for name in gone if (text := str(data.get(name, "")).strip())]

    def write(self, actor: User, pk: int) -> CaseStudy:
        """Save what was changed."""
        texts = {name: text for name, text in self.cleaned_data.items() if name != "base"}
        return edit_section(
            actor=actor,
            pk=pk,
            field=self.section,
            texts=texts,
            base=self.cleaned_data["base"],
        )

    def rows(self) -> Iterator[tuple[Passage | None, BoundField | None]]:
        """Yield the passages in their order, each with its field where it has one."""
        for one in self.passages:
            yield one, self[one.place] if one.place in self.fields else None
        if NEW in self.fields:
            yield None, self[NEW]

    @property
    def left_to_the_cms(self) -> int:
        """How many passages only the CMS can edit."""
        return sum(one.markdown is None for one in self.passages)


def _text_field(label: Any, text: str | None) -> forms.CharField:
    return forms.CharField(
        label=label,
        initial=text,
        required=False,
        max_length=MAX_BODY_LENGTH,
        help_text=_TEXT_HELP,
        widget=forms.Textarea(attrs={"rows": 12, "data-paste": "markdown"}),
    )


class FiguresForm(StepForm):
    """Numbers that show what came of it, one per row; an empty row is none."""

    PARTS = ("label", "value", "unit", "year")

    def __init__(self, data: Any, *, draft: CaseStudy, base: int, step: Step) -> None:
        figures = list(draft.key_figures.all())
        super().__init__(data, draft=draft, base=base, step=step)
        self.count = min(max(len(figures) + ROOM_FOR_FIGURES, _rows_in(data)), MOST_FIGURES)
        self.count = max(self.count, len(figures))
        for number in range(self.count):
            for part, field in _figure_fields(figures[number : number + 1]).items():
                self.fields[f"{part}-{number}"] = field

    def values_of(self, draft: CaseStudy) -> dict[str, Any]:  # noqa: ARG002 - each field has its own
        """Return nothing: every field has its own initial value."""
        return {}

    def clean(self) -> dict[str, Any]:
        """A number without a name tells nothing, nor a name without a number."""
        cleaned = super().clean() or {}
        for number in range(self.count):
            label, value, *others = (cleaned.get(f"{part}-{number}") for part in self.PARTS)
            if value is None and (label or any(others)) and f"value-{number}" not in self.errors:
                self.add_error(f"value-{number}", _("Please enter the number, or empty the row."))
            if value is not None and not label and f"label-{number}" not in self.errors:
                self.add_error(f"label-{number}", _("Please say what was counted."))
        return cleaned

    def figures(self) -> Sequence[NewKeyFigure]:
        """Return the rows that are filled in."""
        rows = (
            [self.cleaned_data[f"{part}-{number}"] for part in self.PARTS]
            for number in range(self.count)
        )
        return [NewKeyFigure(*row) for row in rows if row[0]]

    def write(self, actor: User, pk: int) -> CaseStudy:
        """Save the rows."""
        return edit_key_figures(
            actor=actor, pk=pk, figures=self.figures(), base=self.cleaned_data["base"]
        )

    def rows(self) -> Iterator[list[BoundField]]:
        """Yield the fields row by row."""
        for number in range(self.count):
            yield [self[f"{part}-{number}"] for part in self.PARTS]


class ValueField(LineField):
    """A number with a fraction, as people write it in German or English."""

    def clean(self, value: Any) -> Any:
        """Read 1234,5 and 1.234,5 - in English 1234.5 and 1,234.5."""
        cleaned = super().clean(value)
        if not cleaned:
            return None
        thousands, point = (".", ",") if (get_language() or "de").startswith("de") else (",", ".")
        plain = cleaned.replace(" ", "").replace(thousands, "").replace(point, ".")
        try:
            number = Decimal(plain)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= 10**13 or number != round(number, 3):
            raise ValidationError(
                _("“%(text)s” is no number. Please write it like 1234 or 12,5."),
                params={"text": cleaned[:40]},
            )
        return number


class YearField(LineField):
    """A year; may stay empty."""

    def clean(self, value: Any) -> Any:
        """Read four digits."""
        cleaned = super().clean(value)
        if not cleaned:
            return None
        if not (cleaned.isascii() and cleaned.isdigit() and 1990 <= int(cleaned[:6]) <= 2100):
            raise ValidationError(_("Please enter a year between 1990 and 2100."))
        return int(cleaned)


def _figure_fields(known: Sequence[Any]) -> dict[str, forms.Field]:
    figure = known[0] if known else None
    shown = number_format(figure.value.normalize(), use_l10n=True) if figure else ""
    return {
        "label": LineField(
            label=_("What was counted"),
            required=False,
            max_length=120,
            initial=figure and figure.label,
        ),
        "value": ValueField(
            label=_("Number"), required=False, max_length=30, initial=shown,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        ),
        "unit": LineField(
            label=_("Unit"), required=False, max_length=40, initial=figure and figure.unit
        ),
        "year": YearField(
            label=_("Year"), required=False, max_length=4, initial=figure and figure.year,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        ),
    }  # fmt: skip


def _rows_in(data: Any) -> int:
    numbers = [name.removeprefix("label-") for name in data or () if name.startswith("label-")]
    return max(
        (int(n) + 1 for n in numbers if n.isascii() and n.isdigit() and len(n) < 3), default=0
    )


_FORMS: dict[str, type[StepForm]] = {
    "titel": TitleForm,
    "aufwand": EffortForm,
    "kennzahlen": FiguresForm,
    "kontakt": ContactForm,
    "themen": TopicsForm,
    "zusammenfassung": SummaryForm,
}


def form_of(step: Step) -> type[StepForm]:
    """Return the form of a step."""
    return SectionForm if step.story else _FORMS[step.slug]
