"""A county as people write it: by name, with or without its type, or by its official key."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import clean_line
from portal.members.models import Organisation

_AGS = re.compile(r"\(?\b(\d{5})\b\)?")
MOST_NAMED = 8


class CountyField(forms.CharField):
    """One of the 400 counties; names repeat, so an ambiguous one is answered with the choice."""

    def __init__(self, **options: Any) -> None:
        attributes = {"list": "landkreise", "autocomplete": "off", "spellcheck": "false"}
        widget = forms.TextInput(attrs=attributes)
        super().__init__(max_length=160, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """Return the county meant."""
        words: str = super().clean(clean_line(str(value or "")))
        found = list(_counties_called(words)) if words else []
        if len(found) == 1:
            return found[0]
        if not words:
            return None
        raise ValidationError(_ambiguous(found) if found else _unknown())


def county_choices() -> list[str]:
    """Return all counties as the field understands them, for a list to choose from."""
    counties = Organisation.objects.filter(kind=Organisation.Kind.COUNTY)
    rows = counties.order_by("name", "type_label").values_list("display_name", "ags")
    return [f"{name} ({ags})" for name, ags in rows]


def _counties_called(words: str) -> Any:
    counties = Organisation.objects.filter(kind=Organisation.Kind.COUNTY)
    if key := _AGS.search(words):
        return counties.filter(ags=key.group(1))
    if (exact := counties.filter(display_name__iexact=words)).exists():
        return exact
    if (same := counties.filter(name__iexact=words)).exists():
        return same
    return counties.filter(display_name__icontains=words)[: MOST_NAMED + 1]


def _unknown() -> Any:
    return _("We know no county of that name. Please choose from the list, or enter its key (AGS).")


def _ambiguous(found: list[Organisation]) -> str:
    named = "; ".join(f"{one.display_name} ({one.ags})" for one in found[:MOST_NAMED])
    more = " …" if len(found) > MOST_NAMED else ""
    return str(_("Several fit, please choose: %(counties)s")) % {"counties": named + more}
