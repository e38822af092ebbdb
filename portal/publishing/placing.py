"""New pages come to their place: an address from the title, and a draft once for each form."""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from wagtail.models import Page

from portal.kernel.content import new_key
from portal.members.counties import german_slug
from portal.members.models import User
from portal.publishing.models import ContentPage

P = TypeVar("P", bound=ContentPage)
LONGEST_SLUG = 80
_OF_THE_TREE = {"path", "depth", "url_path", "content_type"}


def place_draft(
    model: type[P], *, actor: User, key: str, make: Callable[[str], P]
) -> tuple[P, bool]:
    """Put the draft that `make` builds under a key into the folder of its kind.

    Returns it, and whether it is new: what this person has sent under the key before is found
    again; a key that is another one's page is replaced. Needs a transaction. Raises
    ValidationError with messages by field.
    """
    folder = model.folder()
    # Of two at once the second waits here, and finds what the first has made.
    Page.objects.select_for_update().get(pk=folder.pk)
    sent: P | None = model.objects.filter(key=key).first()
    if sent and sent.owner_id == actor.pk:
        return sent, False
    page = make(new_key() if sent else key)
    give_address(page)
    folder.add_child(instance=page)
    return page, True


def give_address(page: ContentPage) -> None:
    """Give a new page a free address and check it as it is."""
    page.slug = free_slug(page)
    check_draft(page)


def check_draft(page: ContentPage) -> None:
    """Check all fields but those its folder gives it; Wagtail checks no draft."""
    page.full_clean(exclude=_OF_THE_TREE)


def free_slug(page: ContentPage) -> str:
    """Return an address from the title; a taken one gets a mark that depends on the key only."""
    slug = german_slug(page.title)[:LONGEST_SLUG].strip("-") or page.kind.replace("_", "-")
    if slug not in page.reserved_slugs and not type(page).objects.filter(slug=slug).exists():
        return slug
    return f"{slug}-{sha256(page.key.encode()).hexdigest()[:8]}"
