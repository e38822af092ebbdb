"""In which orders a list can be read: the newest first, and what other apps know to order by.

The registry is filled once at start from `portal/config/wiring.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.members.audiences import Reader


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its name in the address, its label, and the kinds of pages it makes sense for.

    `sort` adds no row and takes none away, and ends in an order that is total; what it orders by
    follows from what the reader may see.
    """

    name: str
    label: str | Promise
    kinds: frozenset[str]
    sort: Callable[[QuerySet[Any], Reader], QuerySet[Any]]


def _newest(pages: QuerySet[Any], _reader: Reader) -> QuerySet[Any]:
    return pages.order_by("-published_at", "-pk")


NEWEST = Order("", _("the newest first"), frozenset(), _newest)

_registered: list[Order] = []


def install(table: Iterable[Order]) -> None:
    """Take over the table of the wiring, replacing an earlier one."""
    _registered[:] = table


def orders_of(kind: str) -> list[Order]:
    """Return the orders for a kind of page; the first is the list's own."""
    return [NEWEST, *(order for order in _registered if kind in order.kinds)]
