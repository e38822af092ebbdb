"""Numbers, days and months as people in Germany write them."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 10**12
_NUMBER = re.compile(r"\d{1,13}|\d{1,3}([.\u00a0\u202f ])\d{3}(\1\d{3}){0,3}", re.ASCII)
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_GERMAN_MONTH = re.compile(r"(\d{1,2})[./](\d{4})", re.ASCII)
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
EARLIEST = date(1990, 1, 1)


def number_of(text: str) -> int:
    """Read `1234`, `1.234` or `1 234`; `1,5` and `1.5` are no counts."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        raise ValidationError(
            _("“%(text)s” is no whole number. Please write it like 1234 or 1.234."),
            params={"text": text[:40]},
        )
    number = int(re.sub(r"\D", "", text))
    if number > MOST:
        raise ValidationError(_("This number is too large."))
    return number


def day_of(text: str) -> date:
    """Read `31.12.2025` or `2025-12-31`."""
    text = text.strip()
    if found := _GERMAN_DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        raise _no_date(text)
    return _date(year, month, day, text)


def month_start_of(text: str) -> date:
    """Read `03.2019`, `3/2019`, `2019-03`, `2019` or a whole date; the day is not kept."""
    text = text.strip()
    if found := _GERMAN_MONTH.fullmatch(text):
        return _date(int(found[2]), int(found[1]), 1, text)
    if found := _ISO_MONTH.fullmatch(text):
        return _date(int(found[1]), int(found[2]), 1, text)
    if found := _YEAR.fullmatch(text):
        return _date(int(found[1]), 1, 1, text)
    return day_of(text).replace(day=1)


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise _no_date(text) from None
    if found < EARLIEST or year > 2100:
        raise _no_date(text)
    return found


def _no_date(text: str) -> ValidationError:
    return ValidationError(
        _("“%(text)s” is no date we know. Please write it like 31.12.2025."),
        params={"text": text[:40]},
    )
