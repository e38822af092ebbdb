"""What the importer has to say about a line: errors keep it out, hints do not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import ValidationError


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file as it was named, and a line counted from 1."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason, in plain words, for which one line was not imported (or merely a hint)."""

    place: Place
    reason: str
    field: str = ""
    is_hint: bool = False

    def __str__(self) -> str:
        hint = _("Hint:") if self.is_hint else ""
        where = f"{self.field}:" if self.field else ""
        return " ".join(part for part in (f"{self.place}:", hint, where, self.reason) if part)


class NotImportable(ValueError):
    """A value cannot be imported; says the field and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def problems_of(
    error: ValidationError, place: Place, lines: Mapping[str, int]
) -> Iterator[Problem]:
    """Say in plain words what a record's types found; LINES knows where its fields stand."""
    for detail in error.errors(include_url=False, include_input=False):
        location = detail["loc"]
        line = lines.get(str(location[0]), place.line) if location else place.line
        yield Problem(replace(place, line=line), _reason(detail), _field(detail))


def field_name(location: tuple[int | str, ...]) -> str:
    """Name a nested field as people count: `answers.2.body` is the body of the second answer."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location)


def _field(detail: Any) -> str:
    error = detail.get("ctx", {}).get("error")
    return error.field if isinstance(error, NotImportable) else field_name(detail["loc"])


def _reason(detail: Any) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return str(context["error"])
    return _sentences(context).get(detail["type"], _("is not valid."))


def _sentences(context: Mapping[str, Any]) -> dict[str, str]:
    return {
        "missing": _("is missing."),
        "string_type": _("must be text in quotation marks."),
        "list_type": _("must be a list, in square brackets."),
        "bool_type": _("must be true or false."),
        "int_type": _("must be a whole number, without quotation marks."),
        "int_from_float": _("must be a whole number, without quotation marks."),
        "float_type": _("must be a number, without quotation marks."),
        "decimal_type": _("must be a number, without quotation marks."),
        "finite_number": _("must be a number, without quotation marks."),
        "greater_than_equal": _("must not be less than %(limit)s.") % {"limit": context.get("ge")},
        "less_than_equal": _("must not be more than %(limit)s.") % {"limit": context.get("le")},
        "model_type": _("must be an object with named fields, in curly brackets."),
        "dict_type": _("must be an object with named fields, in curly brackets."),
        "too_long": _("has too many entries: at most %(limit)s.")
        % {"limit": context.get("max_length")},
        "literal_error": _("must be one of: %(values)s.")
        % {"values": str(context.get("expected")).replace(" or ", ", ")},
    }


@dataclass(slots=True)
class UnknownFields:
    """Collects fields nobody knows, so that 10,000 lines with one typing error give one hint."""

    _seen: dict[tuple[str, str], tuple[Place, int]]

    def __init__(self) -> None:
        self._seen = {}

    def note(self, place: Place, field: str) -> None:
        """Remember that FIELD stands at PLACE."""
        first, times = self._seen.get((place.file, field), (place, 0))
        self._seen[place.file, field] = (first, times + 1)

    def hints(self) -> Iterator[Problem]:
        """Give one hint per file and field, at its first place."""
        for (_file, field), (place, times) in self._seen.items():
            reason = ngettext(
                "This field is unknown and was left out.",
                "This field is unknown and was left out (%(times)d times in this file).",
                times,
            ) % {"times": times}
            yield Problem(place, reason, field, is_hint=True)
