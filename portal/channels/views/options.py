"""What the register can be narrowed to."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.channels.models import State
from portal.members.counties import LAENDER
from portal.taxonomy.models import Platform


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str


def platform_options() -> list[Option]:
    """Every platform."""
    return [Option(slug, name) for slug, name in Platform.objects.values_list("slug", "name")]


def land_options(lands: Iterable[str]) -> list[Option]:
    """The Länder whose counties take part, by name."""
    known = [Option(land, LAENDER.get(land, land)) for land in lands]
    return sorted(known, key=lambda option: option.label)


def state_options() -> list[Option]:
    """Every state."""
    return [Option(value, str(label)) for value, label in State.choices]
