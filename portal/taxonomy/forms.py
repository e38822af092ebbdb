"""The words by which content is sorted, as fields of forms: any number of them, by boxes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.taxonomy.models import Platform, Topic

_BOXES: dict[str, Any] = {
    "to_field_name": "slug",
    "required": False,
    "widget": forms.CheckboxSelectMultiple,
}


def topics_field(label: Any = None, **options: Any) -> forms.ModelMultipleChoiceField[Topic]:
    """Return a field for topics, known by their addresses."""
    return forms.ModelMultipleChoiceField(
        Topic.objects.all(), label=_("Topics") if label is None else label, **_BOXES, **options
    )


def channels_field(label: Any = None, **options: Any) -> forms.ModelMultipleChoiceField[Platform]:
    """Return a field for channels, known by their addresses."""
    return forms.ModelMultipleChoiceField(
        Platform.objects.all(), label=_("Channels") if label is None else label, **_BOXES, **options
    )
