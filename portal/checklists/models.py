"""A county's copy of a guideline: its steps as it took them over, and where they stand."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.checklists.changes import Words
from portal.checklists.rules import State
from portal.kernel.content import Reference, new_key
from portal.members.models import Organisation

COPY, NEWS = "working_copy", "guideline_news"
REASON_LENGTH = 300
NOTE_LENGTH = 2_000


class WorkingCopy(models.Model):
    """A guideline a county works through. It stays when the guideline goes."""

    key = models.CharField(max_length=120, unique=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # The guideline's key (docs/decisions/0002), and its title when it was taken over.
    guideline = models.CharField(max_length=120)
    title = models.CharField(max_length=255)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField()
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["WorkingCopy"]] = models.Manager()

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        ordering = ("-begun_at", "-pk")
        indexes = (models.Index(fields=["guideline"], name="workingcopy_guideline"),)
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "guideline"],
                condition=Q(finished_at=None),
                name="workingcopy_one_open",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where the county works with it."""
        return reverse("checklists:copy-detail", args=[self.key])

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference(COPY, self.key)

    @property
    def is_finished(self) -> bool:
        """Whether the county is done with it."""
        return self.finished_at is not None


class WorkingStep(models.Model):
    """A step in the words in which the county took it over, and where it stands."""

    copy = models.ForeignKey(WorkingCopy, models.CASCADE, related_name="steps")
    # The guideline's own name for it: the same from version to version.
    key = models.UUIDField()
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    # When the county last took new words over.
    changed_at = models.DateTimeField(null=True, blank=True)
    # The guideline has it no more, and the county took that over; its notes stay readable.
    is_removed = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)
    note_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note_at = models.DateTimeField(null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    # Counts changes of note, responsibility and date.
    version = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["WorkingStep"]] = models.Manager()

    class Meta:
        verbose_name = _("step of a working copy")
        verbose_name_plural = _("steps of working copies")
        ordering = ("is_removed", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["copy", "key"], name="workingstep_once"),
            models.CheckConstraint(
                name="workingstep_state_known",
                condition=Q(state="open", reason="")
                | Q(state="done", reason="", state_at__isnull=False)
                | (Q(state="not_needed", state_at__isnull=False) & ~Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> Words:
        """What it says."""
        return Words(self.title, self.html, self.text)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be done."""
        return self.state != State.OPEN

    @property
    def changed_since(self) -> bool:
        """Whether it got new words after it was settled."""
        return bool(
            self.is_settled
            and self.changed_at
            and self.state_at
            and self.changed_at > self.state_at
        )


class GuidelineNews(models.Model):
    """That there is something new in the guideline of a copy: told once for each state of it."""

    key = models.CharField(max_length=120, unique=True, default=new_key, editable=False)
    copy = models.ForeignKey(WorkingCopy, models.CASCADE, related_name="news")
    digest = models.CharField(max_length=64)
    found_at = models.DateTimeField()

    objects: ClassVar[models.Manager["GuidelineNews"]] = models.Manager()

    class Meta:
        verbose_name = _("news of a guideline")
        verbose_name_plural = _("news of guidelines")
        ordering = ("found_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["copy", "digest"], name="guidelinenews_once"),
        )

    def __str__(self) -> str:
        return f"{self.copy_id} {self.digest[:8]}"

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference(NEWS, self.key)
