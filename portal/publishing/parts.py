"""What other apps add to a page as readers see it: a warning above it, a note beside it, a section.

All of it is kept with the article (`kept.py`) for all readers with the same tokens. So a part
follows from the page and from what these tokens may see, never from who reads; and what changes
it leaves a fact. The registry is filled once at start from `portal/config/wiring.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.safestring import SafeString

from portal.members.audiences import Reader

if TYPE_CHECKING:
    from portal.publishing.models import ContentPage

# Above the text; beside it among the facts; below it, as sections of their own.
Place = Literal["top", "aside", "end"]


@dataclass(frozen=True, slots=True)
class Part:
    """One app's addition to pages: HTML for a page and a reader, empty where it has nothing.

    `joins` names relations of a page that are read along with it, so that it needs no query.
    """

    name: str
    place: Place
    html: Callable[["ContentPage", Reader], SafeString]
    joins: tuple[str, ...] = ()


_registered: list[Part] = []


def install(table: Iterable[Part]) -> None:
    """Take over the table of the wiring, replacing an earlier one."""
    _registered[:] = table


def joins_of_parts() -> list[str]:
    """Return what is read along with a page whose article is made."""
    return sorted({relation for part in _registered for relation in part.joins})


def parts_of(page: "ContentPage", reader: Reader) -> Mapping[Place, list[SafeString]]:
    """Return what stands at each place, in the order of the wiring."""
    found: dict[Place, list[SafeString]] = {"top": [], "aside": [], "end": []}
    for part in _registered:
        if html := part.html(page, reader):
            found[part.place].append(html)
    return found
