"""What the platform knows about a person: each app names its tables, so that none is forgotten.

A person may take a copy of it (Art. 15 and 20 GDPR) and have it erased (Art. 17). The registry is
filled once at start from `portal/config/wiring.py`; a test fails for a field that points at people
and is in nobody's table.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from portal.members.models import User

Row = Mapping[str, object]


class OnErasure(Enum):
    """What becomes of a field that points at a person when her account is erased."""

    DELETE = "delete"
    PSEUDONYMISE = "pseudonymise"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One field that points at people: `app_label.Model.field`, its fate, and why it is kept."""

    name: str
    on_erasure: OnErasure
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What one app knows about people.

    `export(person)` returns rows as plain values (str, int, bool, None, lists of them), ready for
    JSON. `erase(person)` runs inside the caller's transaction, and again after a restore.
    """

    app: str
    fields: tuple[PersonalField, ...]
    export: Callable[[User], Sequence[Row]]
    erase: Callable[[User], None]


_registered: dict[str, PersonalData] = {}


def install(table: Iterable[PersonalData]) -> None:
    """Take over the table of the wiring, replacing an earlier one."""
    _registered.clear()
    _registered.update({data.app: data for data in table})


def all_personal_data() -> tuple[PersonalData, ...]:
    """Return what every app knows about people, in the order of the wiring."""
    return tuple(_registered.values())
