"""Figures as lines, drawn by a template without any script.

The table stands beside each picture: nothing is told by the picture alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from portal.channels.models import ChannelFigure

WIDTH, HEIGHT, MARGIN = 640, 240, 40
FEWEST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One value and where it stands; only some are written out."""

    on: date
    value: int
    x: int
    y: int
    written: bool

    @property
    def above(self) -> int:
        """Where the value is written."""
        return self.y - 12


@dataclass(frozen=True, slots=True)
class LineChart:
    """One kind of figure over time."""

    label: str
    points: tuple[Point, ...]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - MARGIN
    below: int = HEIGHT - MARGIN // 3

    @property
    def line(self) -> str:
        """The points as SVG's polyline wants them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def charts_of(figures: Iterable[ChannelFigure]) -> list[LineChart]:
    """Return a chart for every kind counted on three days or more; figures come in order."""
    groups = (list(group) for _kind, group in groupby(figures, key=lambda figure: figure.kind))
    return [_line_chart(group) for group in groups if len(group) >= FEWEST_POINTS]


def _line_chart(figures: Sequence[ChannelFigure]) -> LineChart:
    first, last = figures[0].on, figures[-1].on
    highest = max(figure.value for figure in figures)
    days, span = (last - first).days, highest or 1
    points = tuple(
        Point(
            on=figure.on,
            value=figure.value,
            x=round(MARGIN + (figure.on - first).days * (WIDTH - 2 * MARGIN) / days),
            y=round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * figure.value / span),
            written=figure.on in {first, last},
        )
        for figure in figures
    )
    return LineChart(label=figures[0].get_kind_display(), points=points)
