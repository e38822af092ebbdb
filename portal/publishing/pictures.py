"""Pictures in texts: each says what is on it, or was declared a mere ornament."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.members.models import User
from portal.publishing.gaps import Gap
from portal.publishing.guards import Guard, Obstacle

if TYPE_CHECKING:
    from portal.publishing.models import ContentPage


def with_choice(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a picture's stored value with the choice that older ones made by an empty text.

    Until there was a box for it, the form said to leave the text empty for a mere ornament.
    """
    return {"decorative": not (value.get("alt") or "").strip(), **value}


def is_undescribed(value: Mapping[str, Any]) -> bool:
    """Whether a picture neither says what is on it nor was declared an ornament."""
    chosen = with_choice(value)
    described = chosen["decorative"] or (chosen.get("alt") or "").strip()
    return bool(value.get("image")) and not described


def pictures_of(page: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the stored value of every picture in a page's texts, with the name of the field."""
    for name in page.get_streamfield_names():
        for block in getattr(page, name).raw_data:
            if block["type"] == "picture":
                yield name, block["value"]


def gaps_of(page: Any) -> list[Gap]:
    """Return what the pictures of a page lack."""
    fields = dict.fromkeys(name for name, value in pictures_of(page) if is_undescribed(value))
    return [Gap(name, _sentence()) for name in fields]


def _sentence() -> str:
    return _("A picture says neither what is on it nor that it is a mere ornament.")


def _obstacles(page: "ContentPage") -> list[Obstacle]:
    if not gaps_of(page):
        return []
    address = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk else ""
    return [Obstacle(_sentence(), address, _("Describe the picture"))]


def _nothing_to_do(_page: "ContentPage") -> None:
    return None


def _nothing_to_say(_page: "ContentPage", _editor: User) -> SafeString:
    return mark_safe("")


PICTURES = Guard(
    name="pictures",
    obstacles=_obstacles,
    published=_nothing_to_do,
    panel=_nothing_to_say,
)
