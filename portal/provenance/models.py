"""Where the blocks of pages come from, what was said about it, and where they are shown."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from portal.members.content import Visibility
from portal.members.models import Organisation
from portal.provenance.rules import Consent, Step

KIND = "block_source"
REMARK_LENGTH = 500


class BlockSource(models.Model):
    """One block of a page and the post it was taken from.

    It hangs on the block, by the id Wagtail gives it: a block that is moved, or copied along with
    its page, keeps its source. `page_kind` and `page_key` say for which page it was taken.
    """

    class Post(models.TextChoices):
        ANSWER = "answer", _("answer")
        QUESTION = "question", _("question")

    key = models.CharField(max_length=120, unique=True, default=new_key, editable=False)
    block = models.UUIDField(unique=True)
    page_kind = models.CharField(max_length=40)
    page_key = models.CharField(max_length=120)
    post_kind = models.CharField(max_length=10, choices=Post.choices)
    post_key = models.CharField(max_length=120)
    # As it stood above the post when it was taken.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    county = models.CharField(max_length=160)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField(default=timezone.now)
    # The latest version the editors have dealt with, and the latest one they were told about.
    seen_version = models.PositiveIntegerField()
    told_version = models.PositiveIntegerField()
    consent = models.CharField(max_length=10, choices=Consent.choices, default=Consent.OPEN)
    # Who reads the page, as the consent says or the question for it asks.
    visibility = models.CharField(max_length=20, choices=Visibility.choices)
    # What was said with the latest word, a condition perhaps.
    remark = models.CharField(max_length=REMARK_LENGTH, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("source of a block")
        verbose_name_plural = _("sources of blocks")
        ordering = ("taken_at", "pk")
        indexes = (
            models.Index(fields=["page_key"], name="blocksource_page"),
            models.Index(fields=["post_key"], name="blocksource_post"),
            models.Index(fields=["asked_at"], name="blocksource_open", condition=Q(consent="open")),
        )
        constraints = (
            models.CheckConstraint(
                name="blocksource_post_known", condition=Q(post_kind__in=["answer", "question"])
            ),
            models.CheckConstraint(
                name="blocksource_consent_known",
                condition=Q(consent__in=["open", "agreed", "refused", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="blocksource_visibility_known",
                condition=Q(visibility__in=["public", "members", "county"]),
            ),
            models.CheckConstraint(
                name="blocksource_decided_has_time",
                condition=Q(consent="open", decided_at=None)
                | (~Q(consent="open") & Q(decided_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.county}: {self.post_kind} → {self.page}"

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference(KIND, self.key)

    @property
    def page(self) -> Reference:
        """The page it was taken for; it may be gone."""
        return Reference(self.page_kind, self.page_key)

    @property
    def standing(self) -> str:
        """What somebody who decides has read: an answer to another question is not accepted."""
        return f"{self.consent}:{self.visibility}"


class ConsentStep(models.Model):
    """What happened to a consent, with who and when; it is only ever added to."""

    source = models.ForeignKey(BlockSource, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=Step.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    remark = models.CharField(max_length=REMARK_LENGTH, blank=True)
    visibility = models.CharField(max_length=20, choices=Visibility.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of a consent")
        verbose_name_plural = _("steps of consents")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="consentstep_act_known",
                condition=Q(
                    act__in=[
                        "own", "asked", "agreed", "refused", "withdrawn", "reminded", "overdue",
                    ]
                ),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source} ({self.act})"


class Citation(models.Model):
    """A source whose block stands in a page as it is published."""

    source = models.ForeignKey(BlockSource, models.CASCADE, related_name="citations")
    page_kind = models.CharField(max_length=40)
    page_key = models.CharField(max_length=120)

    objects: ClassVar[models.Manager["Citation"]] = models.Manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        indexes = (models.Index(fields=["page_key"], name="citation_page"),)
        constraints = (
            models.UniqueConstraint(
                fields=["source", "page_kind", "page_key"], name="citation_once_per_page"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} ({self.page_kind}:{self.page_key})"
