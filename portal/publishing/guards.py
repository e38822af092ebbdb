"""What other apps have to say about a page before it is published, and beside its form.

A guard names what keeps a page from being published; it is asked in the transaction that
publishes, whatever way led there, and must hold what its answer depends on until that ends.
The registry is filled once at start from `portal/config/wiring.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.models import User

if TYPE_CHECKING:
    from portal.publishing.models import ContentPage


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a page cannot be published, as a sentence that names the way out, and where that is."""

    text: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Guard:
    """One app's word on pages.

    `obstacles(page)` looks at the page as it would be published; `published(page)` is told when
    it was; `panel(page, editor)` is what the editor reads beside its form, or nothing.
    """

    name: str
    obstacles: Callable[["ContentPage"], Sequence[Obstacle]]
    published: Callable[["ContentPage"], None]
    panel: Callable[["ContentPage", User], SafeString]


_registered: dict[str, Guard] = {}


def install(table: Iterable[Guard]) -> None:
    """Take over the table of the wiring, replacing an earlier one."""
    _registered.clear()
    _registered.update({guard.name: guard for guard in table})


def all_guards() -> tuple[Guard, ...]:
    """Return every guard, in the order of the wiring."""
    return tuple(_registered.values())


def obstacles_to(page: "ContentPage") -> list[Obstacle]:
    """Return all that keeps this page from being published as it stands in memory."""
    return [obstacle for guard in all_guards() for obstacle in guard.obstacles(page)]


def may_be_published(page: "ContentPage") -> Verdict:
    """Whether nothing keeps this page from being published."""
    found = obstacles_to(page)
    return refused(" ".join(obstacle.text for obstacle in found)) if found else ALLOWED


def tell_published(page: "ContentPage") -> None:
    """Tell every guard that this page went live as it stands in memory."""
    for guard in all_guards():
        guard.published(page)
