"""The 400 counties and county-level cities, from the file of the Statistisches Bundesamt.

Daten: Statistisches Bundesamt, Stand 31.12.2018 (bearbeitet), CC BY 4.0.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).parent / "data" / "kreise_ags.csv"

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

# From so many inhabitants on.
SIZES: tuple[tuple[int, str, str | Promise], ...] = (
    (0, "bis-100000", _("under 100,000")),
    (100_000, "ab-100000", _("100,000 to 199,999")),
    (200_000, "ab-200000", _("200,000 to 299,999")),
    (300_000, "ab-300000", _("300,000 to 499,999")),
    (500_000, "ab-500000", _("500,000 and more")),
)

_GERMAN_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
CITY_TYPES = {"Kreisfreie Stadt": "kreisfreie Stadt", "Stadtkreis": "Stadtkreis"}
_SPEAKING_NAMES = ("kreis", "region", "regionalverband")


@dataclass(frozen=True, slots=True)
class County:
    """One row of the official list, with the names we show."""

    ags: str
    name: str
    type_label: str
    land: str
    population: int

    @property
    def display_name(self) -> str:
        """Name and type: there is a Landkreis Osnabrück and a city of Osnabrück."""
        if self.type_label in CITY_TYPES:
            return f"{self.name} ({CITY_TYPES[self.type_label]})"
        if any(word in self.name.lower() for word in _SPEAKING_NAMES):
            return self.name
        return f"{self.type_label} {self.name}"

    @property
    def slug(self) -> str:
        """Return an address that is unique over all counties."""
        return german_slug(self.display_name)


def german_slug(text: str) -> str:
    """Slugify as Germans spell without umlauts: `Osnabrück` becomes `osnabrueck`."""
    return slugify(text.lower().translate(_GERMAN_LETTERS))


def read_counties() -> Iterator[County]:
    """Read the official list in the order of the key (AGS)."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield County(
                ags=row["ags"],
                # The list writes "Kiel, Landeshauptstadt"; the type is shown separately.
                name=row["name"].split(",")[0].strip(),
                type_label=row["type"],
                land=row["land"],
                population=int(row["pop2018"]),
            )
