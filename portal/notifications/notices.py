"""Kinds of mail one may do without; what somebody must know or decide is none of them.

An app names its notices beside its mails; `portal/config/wiring.py` collects them, so that the
account page can offer the choice. The registry is filled once at start.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind: `name` is what choices are kept under, `label` what people read."""

    name: str
    label: str | Promise


class UnwiredNotice(LookupError):
    """A notice has no line in the wiring table: nobody could do without it."""


_registered: dict[str, Notice] = {}


def install(table: Iterable[Notice]) -> None:
    """Take over the table of the wiring, replacing an earlier one."""
    _registered.clear()
    _registered.update({notice.name: notice for notice in table})


def all_notices() -> tuple[Notice, ...]:
    """Return every kind, in the order of the wiring."""
    return tuple(_registered.values())


def notice_called(name: str) -> Notice | None:
    """Return the kind of that name, or None where an upgrade has removed it."""
    return _registered.get(name)
