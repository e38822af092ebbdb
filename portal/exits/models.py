"""Packages that were asked for, what happened to them, and packages that came from elsewhere."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from portal.members.models import Organisation


class State(models.TextChoices):
    """Where a package stands."""

    WAITING = "waiting", _("waiting")
    MAKING = "making", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    ENDED = "ended", _("deleted")


UNFINISHED = (State.WAITING, State.MAKING)


def packages_folder() -> Path:
    """Return where packages lie: below DATA_DIR, not among the files that have addresses."""
    return Path(settings.DATA_DIR) / "exits"


class ExitPackage(models.Model):
    """All that an organisation owns, as a file to take along; kept for a few days."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    # By somebody who does not act for the organisation: a moderator.
    made_for_them = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    # How far the making is, and which worker is at it.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=40, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    # What came of it.
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("exit package")
        verbose_name_plural = _("exit packages")
        ordering = ("-requested_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"],
                name="exitpackage_one_per_organisation",
                condition=Q(state__in=["waiting", "making", "ready"]),
            ),
            models.CheckConstraint(
                name="exitpackage_state_known",
                condition=Q(state__in=["waiting", "making", "ready", "failed", "ended"]),
            ),
            models.CheckConstraint(
                name="exitpackage_ready_is_complete",
                condition=~Q(state="ready")
                | (Q(made_at__isnull=False, expires_at__isnull=False) & ~Q(digest="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_state_display()})"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("exit_package", self.key)

    @property
    def path(self) -> Path:
        """Where its file lies once it is ready."""
        return packages_folder() / f"{self.key}.zip"

    @property
    def unfinished(self) -> bool:
        """Whether it is still to come."""
        return self.state in UNFINISHED

    def downloadable(self, now: datetime) -> bool:
        """Whether there is something to download."""
        return self.state == State.READY and self.expires_at is not None and self.expires_at > now


class ExitEvent(models.Model):
    """Who did what with an organisation's packages; rows are only added."""

    class Act(models.TextChoices):
        REQUESTED = "requested", _("package requested")
        MADE = "made", _("package made")
        FAILED = "failed", _("package could not be made")
        DOWNLOADED = "downloaded", _("package downloaded")
        ENDED = "ended", _("package deleted")

    package = models.ForeignKey(ExitPackage, models.CASCADE, related_name="events")
    act = models.CharField(max_length=12, choices=Act.choices)
    # Nobody: the clock, or the worker.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event of an exit package")
        verbose_name_plural = _("events of exit packages")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="exitevent_act_known",
                condition=Q(act__in=["requested", "made", "failed", "downloaded", "ended"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%d.%m.%Y}"


class ImportedPackage(models.Model):
    """An organisation came here from another instance: its things are as that one made them."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    instance = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    imported_at = models.DateTimeField(default=timezone.now)
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("imported package")
        verbose_name_plural = _("imported packages")

    def __str__(self) -> str:
        return f"{self.organisation} ← {self.instance}"
