"""Small ways to show what is being written."""

from collections.abc import Iterator

from django.forms import ChoiceField, ModelMultipleChoiceField
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from casestudies.forms.steps import SectionForm, StepForm
from portal.publishing.stories import story_html


def headed_below(article: str) -> SafeString:
    """Return an article whose title is one heading among others of the page around it."""
    below = article.replace("<h1>", "<h2>", 1).replace("</h1>", "</h2>", 1)
    return mark_safe(below)  # noqa: S308 - rendered by its own template


def current_values(form: StepForm) -> list[tuple[str, str]]:
    """Return what stands in the newest version: label and text, or HTML for a section."""
    if isinstance(form, SectionForm):
        story = getattr(form.draft, form.section)
        return [(str(form.step.title), mark_safe(story_html(story)))]  # noqa: S308 - sanitised
    return [(str(field.label), _value(field)) for field in form.visible_fields()]


def _value(field: BoundField) -> str:
    initial = field.initial
    if isinstance(field.field, ChoiceField | ModelMultipleChoiceField):
        return ", ".join(_labels(field))
    return "" if initial is None else str(initial)


def _labels(field: BoundField) -> Iterator[str]:
    chosen = field.initial if isinstance(field.initial, list) else [field.initial]
    for value, label in field.field.choices:  # type: ignore[attr-defined]
        if str(value) in chosen:
            yield str(label)
