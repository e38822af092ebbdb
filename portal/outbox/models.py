"""One row per (fact, reaction), written in the transaction of the act itself."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.kernel.content import Reference


class EntryQuerySet(models.QuerySet["Entry"]):
    """Filters by where a delivery stands."""

    def open(self) -> "EntryQuerySet":
        """Deliveries that are still to be made."""
        return self.filter(delivered_at=None, failed_at=None)

    def due(self, now: datetime) -> "EntryQuerySet":
        """Open deliveries whose time has come and that no living worker holds."""
        unclaimed = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.open().filter(unclaimed, due_at__lte=now)


class Entry(models.Model):
    """One delivery: tell `reaction` that `fact` happened to the thing at (kind, key)."""

    fact = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    reaction = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=40, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Entry"]] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=["due_at", "id"],
                name="outbox_open",
                condition=Q(delivered_at=None, failed_at=None),
            ),
            models.Index(fields=["kind", "key", "reaction"], name="outbox_thing"),
            models.Index(fields=["delivered_at"], name="outbox_delivered"),
        )
        constraints = (
            models.CheckConstraint(
                name="outbox_delivered_or_failed",
                condition=Q(delivered_at=None) | Q(failed_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.fact} {self.kind}:{self.key} → {self.reaction}"

    @property
    def reference(self) -> Reference:
        """The thing this delivery is about."""
        return Reference(self.kind, self.key)


class Gate(models.Model):
    """The one row that a worker must update to claim deliveries: its row lock is the queue."""

    passed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.passed_at:%c}"


class Sign(models.Model):
    """When a thread of a worker was last seen at work."""

    thread = models.CharField(max_length=20, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.thread} {self.seen_at:%d.%m.%Y %H:%M}"


class Timer(models.Model):
    """When a job of the timetable is due next; updating the row is the claim."""

    name = models.CharField(max_length=100, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%d.%m.%Y %H:%M}"
