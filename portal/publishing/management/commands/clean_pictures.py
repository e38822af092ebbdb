"""Take place and camera out of pictures that were uploaded before each upload was cleaned."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from portal.publishing.actions import clean_picture_of_page
from portal.publishing.models import Picture


class Command(BaseCommand):
    """Go over all pictures of pages; running it again changes nothing."""

    help = "Take place and camera out of the pictures of pages that were uploaded earlier."

    def handle(self, *args: Any, **options: Any) -> None:
        """Clean one by one, and name those that need a person."""
        cleaned = 0
        for picture in Picture.objects.order_by("pk").iterator():
            try:
                cleaned += clean_picture_of_page(picture=picture)
            except (ValidationError, OSError) as error:
                self.stderr.write(f"{picture.pk}: {error}")
        self.stdout.write(_("%(count)s pictures were drawn anew.") % {"count": cleaned})
