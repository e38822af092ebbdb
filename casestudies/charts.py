"""Key figures that tell a development, as points of a small line chart.

The chart is drawn from these points by `templates/casestudies/chart.html` without any script;
its table stands beside it, so nothing is told by the picture alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Protocol

WIDTH, HEIGHT, MARGIN = 640, 240, 40
FEWEST_YEARS = 3


class Figure(Protocol):
    """A number of a year."""

    label: str
    value: Decimal
    unit: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Point:
    """One value and where it stands in the picture."""

    year: int
    value: Decimal
    x: int
    y: int

    @property
    def above(self) -> int:
        """Where the value is written."""
        return self.y - 12


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure over the years."""

    label: str
    unit: str
    points: tuple[Point, ...]

    width: int = WIDTH
    height: int = HEIGHT

    @property
    def line(self) -> str:
        """The points as SVG's polyline wants them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def base(self) -> int:
        """Where zero, or the lowest value, stands."""
        return HEIGHT - MARGIN

    @property
    def below(self) -> int:
        """Where the years are written."""
        return HEIGHT - MARGIN // 3


def charts_of(figures: Iterable[Figure]) -> list[Chart]:
    """Return a chart for every label that was counted in three years or more."""
    dated = sorted((f for f in figures if f.year), key=lambda f: (f.label, f.unit, f.year or 0))
    groups = (list(group) for _name, group in groupby(dated, key=lambda f: (f.label, f.unit)))
    return [_chart(group) for group in groups if len({f.year for f in group}) >= FEWEST_YEARS]


def _chart(figures: Sequence[Figure]) -> Chart:
    years = [figure.year or 0 for figure in figures]
    lowest = min(Decimal(0), *(figure.value for figure in figures))
    span = max(Decimal(0), *(figure.value for figure in figures)) - lowest or Decimal(1)
    step = (WIDTH - 2 * MARGIN) / (years[-1] - years[0])
    return Chart(
        label=figures[0].label,
        unit=figures[0].unit,
        points=tuple(
            Point(
                year=year,
                value=figure.value,
                x=round(MARGIN + (year - years[0]) * step),
                y=round(
                    HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * float((figure.value - lowest) / span)
                ),
            )
            for year, figure in zip(years, figures, strict=True)
        ),
    )
