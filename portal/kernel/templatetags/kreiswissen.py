"""Template tags every page may use (built in: no `{% load %}` needed)."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# The first part of an address, where the navigation has an entry for it.
_SECTIONS = frozenset(
    "aktuelles fallbeispiele fragen hilfe kanaele konto kreise leitfaeden suche uebersicht".split()
)
_CONTROL_CLASS = {
    "checkbox": "kern-form-check__checkbox",
    "select": "kern-form-input__select",
    "selectmultiple": "kw-select-multiple",
}
_GROUPED = (forms.CheckboxSelectMultiple, forms.RadioSelect)


@register.simple_tag
def frozen(template_name: str, **values: str | bool) -> SafeString:
    """Render a part that depends on the language and VALUES only, once per process.

    The header and the footer are the same on every page; rendering them again would cost as
    much as the page's own content. Give it only values of which there are few, never text from
    a request: each combination is kept.
    """
    if settings.DEBUG:
        return render_to_string(template_name, values)
    return _frozen(template_name, get_language() or "", tuple(sorted(values.items())))


@lru_cache(maxsize=256)
def _frozen(
    template_name: str,
    language: str,  # noqa: ARG001 - part of the key: translations follow the active language
    values: tuple[tuple[str, str | bool], ...],
) -> SafeString:
    return render_to_string(template_name, dict(values))


@register.simple_tag(takes_context=True)
def section(context: template.Context) -> str:
    """Return which part of the site the page belongs to, as in its address, or ''."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return ""
    first = request.path.split("/", 2)[1]
    return first if first in _SECTIONS else ""


@register.simple_tag
def demo() -> bool:
    """Whether the site shows example content that no county stated."""
    return bool(settings.DEMO)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Render a form field's widget with KERN's classes.

    Done here and not by overriding Django's widget templates: those serve the admin as well.
    """
    widget = field.field.widget
    if isinstance(widget, _GROUPED) or field.is_hidden:
        return field.as_widget()
    name = _CONTROL_CLASS.get(field.widget_type, "kern-form-input__input")
    own = widget.attrs.get("class", "")
    error = f" {name}--error" if field.errors else ""
    return field.as_widget(attrs={"class": f"{name}{error} {own}".strip()})


@register.simple_tag
def choice_controls(field: BoundField) -> list[Any]:
    """Return the single boxes of a group, each with `.tag`, `.choice_label`, `.id_for_label`."""
    kind = field.field.widget.input_type
    boxes = list(field)
    for box in boxes:
        box.data["attrs"]["class"] = f"kern-form-check__{kind}"
    return boxes


@register.simple_tag
def error_links(form: forms.BaseForm) -> list[tuple[str, str, str]]:
    """Return (id of the control, its label, message) for every error, in reading order.

    Errors of the form as a whole have no control: their id and label are ''.
    """
    links = [("", "", str(message)) for message in form.non_field_errors()]
    for field in form:
        control_id, label = _first_control(field), str(field.label)
        links.extend((control_id, label, str(message)) for message in field.errors)
    return links


def _first_control(field: BoundField) -> str:
    if isinstance(field.field.widget, _GROUPED):
        return f"{field.auto_id}_0"
    return field.id_for_label


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, number: int, last: int) -> dict[str, Any]:
    """Show the way through LAST pages of a list; the other parameters of the address stay."""
    return {
        "number": number,
        "last": last,
        "pages": list(_pages_shown(number, last)),
        "before": number - 1,
        "after": number + 1 if number < last else 0,
        "address": _address_without_page(context["request"]),
    }


def _pages_shown(number: int, last: int) -> Iterator[int]:
    """Yield the first, the last and the neighbours; 0 stands for a gap."""
    previous = 0
    for page in sorted({1, number - 1, number, number + 1, last} & set(range(1, last + 1))):
        if page == previous + 2:
            yield page - 1
        elif page > previous + 2:
            yield 0
        yield page
        previous = page


def _address_without_page(request: HttpRequest) -> str:
    parameters = request.GET.copy()
    parameters.pop("page", None)
    query = parameters.urlencode()
    return f"?{query}&page=" if query else "?page="
