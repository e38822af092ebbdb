"""Wagtail's `publish_scheduled`, so that each run is published together with its facts."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand
from wagtail.models import Revision

from portal.outbox.recording import record
from portal.publishing.facts import PublicationHeld
from portal.publishing.guards import may_be_published
from portal.publishing.models import ContentPage


def hold_back(now: datetime) -> None:
    """Take their time from revisions that are due and must not be published."""
    for revision in Revision.objects.filter(approved_go_live_at__lt=now):
        page = revision.as_object()
        if isinstance(page, ContentPage) and not may_be_published(page):
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            record(PublicationHeld(reference=page.reference))


class Command(WagtailCommand):
    """Publish and take back what is due; run it every few minutes.

    One transaction: a page that went live without its fact would never be found. What must not
    be published any more loses its time, and those who look after it are told: the others must
    not wait for it.
    """

    help = "Publish and unpublish the pages that are due."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it all, or nothing and try again next time."""
        with transaction.atomic():
            if not options["dryrun"]:
                hold_back(timezone.now())
            super().handle(*args, **options)
