"""What the register can be narrowed to."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.channels.models import State
from portal.taxonomy.models import Platform

# The first two digits of a county's official key.
LAENDER = {
    "01": "Schleswig-Holstein",
    "02": "Hamburg",
    "03": "Niedersachsen",
    "04": "Bremen",
    "05": "Nordrhein-Westfalen",
    "06": "Hessen",
    "07": "Rheinland-Pfalz",
    "08": "Baden-Württemberg",
    "09": "Bayern",
    "10": "Saarland",
    "11": "Berlin",
    "12": "Brandenburg",
    "13": "Mecklenburg-Vorpommern",
    "14": "Sachsen",
    "15": "Sachsen-Anhalt",
    "16": "Thüringen",
}


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
