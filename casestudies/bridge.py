"""The one place where Wagtail's signals become facts of this house.

It listens for every page that is content (`portal.publishing.models.ContentPage`), news included,
and for the files such pages hand out.

Act and fact stand in one transaction: `ContentPage.publish` and `unpublish` open it, the CMS runs
each changing request in one (`portal/publishing/middleware.py`), so does our scheduled publishing
(`casestudies/management/commands/publish_scheduled.py`), and Django's deletion does by itself.
Wagtail sends `page_slug_changed` only after its commit; nothing hangs on it: an address depends on
the page's own slug, which goes live by being published.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.kernel.verdict import require
from portal.outbox.facts import Fact
from portal.outbox.recording import record
from portal.publishing.facts import PageMoved, PagePublished, PageRedrawn, PageUnpublished
from portal.publishing.guards import may_be_published, tell_published
from portal.publishing.models import ContentPage, Download, pages_using


def connect() -> None:
    """Start listening; called once when the apps are loaded."""
    page_published.connect(page_was_published, dispatch_uid="casestudies.bridge")
    page_unpublished.connect(page_was_unpublished, dispatch_uid="casestudies.bridge")
    page_slug_changed.connect(address_changed, dispatch_uid="casestudies.bridge")
    post_page_move.connect(address_changed, dispatch_uid="casestudies.bridge")
    post_save.connect(file_changed, Download, dispatch_uid="casestudies.bridge")
    pre_delete.connect(file_changed, Download, dispatch_uid="casestudies.bridge")


def page_was_published(instance: Page, **_signal: Any) -> None:
    """Note that a page is live in a new state, or is to be at a time that was set.

    Every way to publish comes by here in its own transaction: what must not be published is
    refused, and the transaction takes it back.
    """
    if isinstance(instance, ContentPage):
        require(may_be_published(instance))
        if instance.live:
            tell_published(instance)
    _note(PagePublished, instance)


def page_was_unpublished(instance: Page, **_signal: Any) -> None:
    """Note that a page is gone; Wagtail sends this before it deletes a live page, too."""
    _note(PageUnpublished, instance)


def address_changed(instance: Page, **_signal: Any) -> None:
    """Note new addresses, of the page and of everything below it."""
    for page in instance.get_descendants(inclusive=True).live().specific(defer=True):
        _note(PageMoved, page)


def file_changed(instance: Download, **_signal: Any) -> None:
    """Note that live pages hand out another file, or will do without it; however that came."""
    for page in pages_using(instance).filter(live=True):
        _note(PageRedrawn, page.specific_deferred)


def _note(fact: type[Fact], page: Page) -> None:
    if isinstance(page, ContentPage):
        with transaction.atomic():
            record(fact(reference=page.reference))
