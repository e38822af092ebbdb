"""Rows of a table, checked one by one before anything is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

T = TypeVar("T")


@dataclass(slots=True)
class Row(Generic[T]):
    """One row as it was read: what it says and what will follow, or what is wrong with it."""

    number: int
    cells: Sequence[str]
    value: T | None = None
    is_new: bool = True
    errors: list[str] = field(default_factory=list)
    note: str | Promise = ""


def all_right(rows: Sequence[Row[T]]) -> bool:
    """Whether everything may be written."""
    return bool(rows) and not any(row.errors for row in rows)


def values_of(rows: Sequence[Row[T]]) -> list[T]:
    """Return what the rows say."""
    return [row.value for row in rows if row.value is not None]


def numbered(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Number rows as a person counts them."""
    yield from enumerate(rows, 1)


def columns_of(
    header: Sequence[str], columns: Mapping[str, str], needed: Sequence[str]
) -> list[str]:
    """Return which field each column holds, by the names we write or our own.

    `columns` names the fields as files do. Raises ValidationError where a needed one is missing.
    """
    names = {name.casefold(): field for field, name in columns.items()}
    found = [names.get(cell.strip().casefold(), cell.strip()) for cell in header]
    missing = [columns[name] for name in needed if name not in found]
    if missing:
        raise ValidationError(
            _("The first row must name the columns (as in an export). Missing: %(missing)s.")
            % {"missing": ", ".join(missing)}
        )
    return found


def named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return a row's cells by their fields."""
    return dict(zip(columns, cells, strict=False))


def read_row(number: int, cells: Sequence[str], read: Callable[[Sequence[str]], T]) -> Row[T]:
    """Read one row; what `read` finds wrong stands beside it."""
    row: Row[T] = Row(number, cells)
    try:
        row.value = read(cells)
    except ValidationError as error:
        row.errors.extend(error.messages)
    return row


def mark_repeated(
    rows: Sequence[Row[T]], identity: Callable[[T], object], message: str | Promise
) -> None:
    """Say where a row names what an earlier one has named."""
    seen = set()
    for row in rows:
        if row.value is None:
            continue
        name = identity(row.value)
        if name in seen:
            row.errors.append(str(message))
        seen.add(name)


def by_every_name(table: Mapping[str, str]) -> dict[str, str]:
    """Return a table of words by what we write and by its own keys."""
    own = {value: value for value in table.values()}
    return own | {name.casefold(): value for name, value in table.items()}


def chosen(text: str, known: Mapping[str, T]) -> T:
    """Return what a word stands for; raises ValidationError with the known ones."""
    found = known.get(text.strip().casefold())
    if found is None:
        raise ValidationError(
            _("“%(text)s” is not known here. Please choose among: %(known)s.")
            % {"text": text[:40], "known": ", ".join(sorted(known))}
        )
    return found


def bounded(text: str, length: int) -> str:
    """Return a text; raises ValidationError where it is too long."""
    if len(text) > length:
        raise ValidationError(
            _("“%(text)s…” is too long (at most %(length)d characters).")
            % {"text": text[:40], "length": length}
        )
    return text
