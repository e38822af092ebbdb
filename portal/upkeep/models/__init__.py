"""How pages are looked after, and what they rest on."""

from portal.upkeep.models.care import REMARK_LENGTH, Review, ReviewInterval, Upkeep
from portal.upkeep.models.validity import (
    Clearing,
    Foundation,
    FoundationChange,
    Reliance,
)

__all__ = [
    "REMARK_LENGTH", "Clearing", "Foundation", "FoundationChange", "Reliance", "Review",
    "ReviewInterval", "Upkeep",
]  # fmt: skip
