"""Bars, drawn by a template without any script; a table stands beside each picture."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, NAMES, VALUES = 640, 260, 130
BAR, GAP = 22, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, how long it is, and what is written behind it."""

    name: str
    value: str
    y: int
    width: int

    @property
    def text_y(self) -> int:
        """Where name and value are written."""
        return self.y + BAR - 6

    @property
    def text_x(self) -> int:
        """Where the value is written."""
        return NAMES + self.width + 8


@dataclass(frozen=True, slots=True)
class BarChart:
    """Rows of bars."""

    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH
    start: int = NAMES
    names: int = NAMES - 10
    thickness: int = BAR


def bars_of(rows: Sequence[tuple[str, int, str]], longest: int = 0) -> BarChart:
    """Return bars for (name, number, what is written); `longest` is the full length, if not 0."""
    longest = longest or max((number for _name, number, _written in rows), default=0)
    room = WIDTH - NAMES - VALUES
    bars = tuple(
        Bar(name, value, place * (BAR + GAP), max(3, round(room * number / max(longest, 1))))
        for place, (name, number, value) in enumerate(rows)
    )
    return BarChart(bars, len(bars) * (BAR + GAP))
