"""What of other apps rests on foundations beside pages: answers, later claims.

An app describes its kind; `portal/config/wiring.py:THINGS` collects them. The registry is filled
once at start.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.kernel.content import Reference
from portal.members.audiences import Reader
from portal.members.models import User


@dataclass(frozen=True, slots=True)
class ShownThing:
    """One thing as somebody who may see it reads it."""

    title: str
    url: str
    county: str


@dataclass(frozen=True, slots=True)
class KindOfThing:
    """One kind: how its things read for a reader, and who looks after them.

    `shown(reader, keys)` leaves out what she may not see. `caretakers(keys)` names people by key.
    `may_look_after(person, key)` says who attaches foundations and reviews. `shown_with(key)` is
    what shows it: the question of an answer.
    """

    kind: str
    label: str | Promise
    shown: Callable[[Reader, Collection[str]], Mapping[str, ShownThing]]
    caretakers: Callable[[Collection[str]], Mapping[str, Collection[int]]]
    may_look_after: Callable[[User, str], bool]
    shown_with: Callable[[str], Reference]


_registered: dict[str, KindOfThing] = {}


def install(table: Iterable[KindOfThing]) -> None:
    """Take over the table of the wiring, replacing an earlier one."""
    _registered.clear()
    _registered.update({kind.kind: kind for kind in table})


def kind_of_thing(name: str) -> KindOfThing | None:
    """Return the kind of that name, or None where an upgrade has removed it."""
    return _registered.get(name)


def shown_things(reader: Reader, things: Iterable[Reference]) -> Iterator[tuple[str, ShownThing]]:
    """Yield what of these the reader may see, with its kind; each kind is asked once."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for thing in things:
        by_kind[thing.kind].append(thing.key)
    for name, keys in by_kind.items():
        if kind := kind_of_thing(name):
            for shown in kind.shown(reader, keys).values():
                yield name, shown
