"""What is done to stored pictures, and what follows from it for the pages that show them."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import Page

from portal.kernel.files import MOST_BYTES
from portal.kernel.pictures import clean_image, tells_more
from portal.outbox.recording import record
from portal.publishing.facts import PageRedrawn
from portal.publishing.models import ContentPage, Picture, pages_using

# What pages keep of their rendered text, each kind what it has.
_KEPT = ("html", "text")


@transaction.atomic
def show_rights_anew(*, picture: Picture) -> None:
    """Render the pages that show this picture anew: they keep whose it is in their HTML.

    It follows from the act by which an editor changed the picture; the rights are checked there.
    """
    for found in pages_using(picture):
        page = found.specific
        if not hasattr(page, "derive"):
            continue
        page.derive()
        kept = {name: getattr(page, name) for name in _KEPT if name in _fields_of(page)}
        type(page)._base_manager.filter(pk=page.pk).update(**kept)
        if isinstance(page, ContentPage) and page.live:
            record(PageRedrawn(reference=page.reference))


def _fields_of(page: Page) -> set[str]:
    return {field.name for field in page._meta.get_fields()}


def draw_anew(file: Any) -> bool:
    """Take out of a stored picture what it tells beside what one sees; whether there was any.

    It keeps its name: what points at it stays true. Others stay as they are, bit by bit.
    """
    with file.open("rb") as stored:
        if not tells_more(stored):
            return False
        stored.seek(0)
        clean = clean_image(stored, MOST_BYTES)
    file.storage.delete(file.name)
    file.storage.save(file.name, ContentFile(clean.data))
    return True


def clean_picture_of_page(*, picture: Picture) -> bool:
    """Draw a picture anew where it needs it, and forget the sizes made of what it was before."""
    if not draw_anew(picture.file):
        return False
    # Read again: Django keeps the size of a picture it has seen.
    drawn = Picture._base_manager.get(pk=picture.pk)
    drawn.width, drawn.height = drawn.file.width, drawn.file.height
    drawn._set_image_file_metadata()
    drawn.file.close()
    drawn.save()
    drawn.renditions.all().delete()
    return True
