"""Published versions of pages, what readers say of them, who subscribed, and PDF files."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.kernel.content import Reference, new_key
from portal.members.audiences import Reader, visible_q
from portal.members.content import Visibility
from portal.members.models import Organisation

VERSION = "page_version"
MISSING_LENGTH = 2_000


def new_version_key() -> str:
    """Make the short name of a version: it counts nothing, so it tells nothing of others."""
    return get_random_string(10, "abcdefghijkmnpqrstuvwxyz23456789")


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions by who may see them."""

    def visible_to(self, reader: Reader) -> "VersionQuerySet":
        """Keep what this reader could have read then, given that she may see the page now."""
        return self.filter(visible_q(reader))


class Version(models.Model):
    """What a page said when it was published, for those who could read it then."""

    key = models.CharField(max_length=10, unique=True, default=new_version_key, editable=False)
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    published_at = models.DateTimeField()
    # Whose it was and who read it, then: a time when it was internal stays with its county.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=20, choices=Visibility.choices)
    # See `snapshots.py`.
    content = models.JSONField()

    objects: ClassVar[VersionQuerySet] = VersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ("-published_at", "-pk")
        indexes = (models.Index(fields=["page", "-published_at"], name="version_of_page"),)
        constraints = (
            models.CheckConstraint(
                name="version_visibility_known",
                condition=Q(visibility__in=["public", "members", "county"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.content.get('title', '')} ({self.published_at:%d.%m.%Y})"

    def get_absolute_url(self) -> str:
        """Where this version is read, whatever the page says later."""
        return reverse("readers:version", args=[self.page_id, self.key])

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference(VERSION, self.key)


class Feedback(models.Model):
    """Whether a page helped, and what is missing. Who said it is not kept."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    helpful = models.BooleanField()
    missing = models.TextField(blank=True, max_length=MISSING_LENGTH)
    given_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["Feedback"]] = models.Manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ("-given_at", "-pk")
        indexes = (
            models.Index(fields=["page", "given_at"], name="feedback_page"),
            models.Index(fields=["given_at"], name="feedback_given_at"),
        )

    def __str__(self) -> str:
        return f"{self.page_id}: {self.helpful}"

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference("feedback", self.key)

    @property
    def asks(self) -> bool:
        """Whether there is something to do about it."""
        return bool(self.missing) or not self.helpful


class Subscription(models.Model):
    """A member wants to hear when a page is published anew."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Subscription"]] = models.Manager()

    class Meta:
        verbose_name = _("subscription of a page")
        verbose_name_plural = _("subscriptions of pages")
        constraints = (
            models.UniqueConstraint(fields=["person", "page"], name="subscription_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} → {self.page_id}"


def pdf_folder() -> Path:
    """Return where PDF files lie: below DATA_DIR, not among the files that have addresses."""
    return Path(settings.DATA_DIR) / "pdf"


class PdfFile(models.Model):
    """A page as a PDF file, for everybody to whom the page says exactly this, now.

    `fingerprint` is that of the HTML it is made of: whoever is shown something else by the page
    finds another file, or none.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=255)
    # What it is made of; empty once it is made.
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["PdfFile"]] = models.Manager()

    class Meta:
        verbose_name = _("PDF file")
        verbose_name_plural = _("PDF files")
        indexes = (models.Index(fields=["state", "asked_at"], name="pdffile_state"),)
        constraints = (
            models.CheckConstraint(
                name="pdffile_state_known", condition=Q(state__in=["waiting", "ready", "failed"])
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("pdf_file", self.key)

    @property
    def path(self) -> Path:
        """Where it lies once it is made."""
        return pdf_folder() / f"{self.key}.pdf"
