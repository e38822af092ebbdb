"""Wagtail's `publish_scheduled`, so that each run is published together with its facts."""

from typing import Any

from django.db import transaction
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand


class Command(WagtailCommand):
    """Publish and take back what is due; run it every few minutes.

    One transaction: a page that went live without its fact would never be found.
    """

    help = "Publish and unpublish the pages that are due."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it all, or nothing and try again next time."""
        with transaction.atomic():
            super().handle(*args, **options)
