"""Reports of counties that tried what a page describes, and what happened to them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from portal.members.audiences import Reader, visible_q
from portal.members.content import Visibility
from portal.members.models import Organisation

KIND = "replication"
TEXT_LENGTH = 4_000
REASON_LENGTH = 500


class Result(models.TextChoices):
    """How it went, as the county says."""

    WORKED = "worked", _("worked")
    PARTLY = "partly", _("worked in part")
    FAILED = "failed", _("did not work")
    RUNNING = "running", _("still running")


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports by what may be shown of them; the page they are about is asked by itself."""

    def shown(self) -> "ReportQuerySet":
        """Leave out what was withdrawn or hidden."""
        return self.filter(withdrawn_at=None, hidden_at=None)

    def shown_to(self, reader: Reader) -> "ReportQuerySet":
        """Keep what this reader may see, given that she may see the page."""
        return self.shown().filter(visible_q(reader))

    def about(self, kind: str, key: str) -> "ReportQuerySet":
        """Keep the reports on one page."""
        return self.filter(page_kind=kind, page_key=key)


class Report(models.Model):
    """What one county made of one page. It outlives the page: it is that county's experience."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    page_kind = models.CharField(max_length=40)
    page_key = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    visibility = models.CharField(
        max_length=20, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    context = models.TextField(blank=True, max_length=TEXT_LENGTH)
    changed = models.TextField(blank=True, max_length=TEXT_LENGTH)
    outcome = models.TextField(max_length=TEXT_LENGTH)
    # What it was like half a year later.
    later = models.TextField(blank=True, max_length=TEXT_LENGTH)
    result = models.CharField(max_length=10, choices=Result.choices)
    started_on = models.DateField(null=True, blank=True)
    effort_hours = models.PositiveIntegerField(null=True, blank=True)
    effort_euros = models.PositiveIntegerField(null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # When the county was asked how it went; once.
    asked_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_because = models.CharField(max_length=REASON_LENGTH, blank=True)

    objects: ClassVar[ReportQuerySet] = ReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("report of a replication")
        verbose_name_plural = _("reports of replications")
        ordering = ("-written_at", "-pk")
        indexes = (
            models.Index(fields=["page_kind", "page_key"], name="report_page"),
            models.Index(fields=["written_at"], name="report_unasked", condition=Q(asked_at=None)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["page_kind", "page_key", "organisation"], name="report_once_per_county"
            ),
            models.CheckConstraint(
                name="report_result_known",
                condition=Q(result__in=["worked", "partly", "failed", "running"]),
            ),
            # Whatever one county alone reads is no report.
            models.CheckConstraint(
                name="report_visibility_known", condition=Q(visibility__in=["public", "members"])
            ),
            models.CheckConstraint(
                name="report_hidden_for_a_reason",
                condition=Q(hidden_at=None, hidden_because="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_because="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_result_display()}"

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference(KIND, self.key)

    @property
    def page(self) -> Reference:
        """What it is about; that may be gone."""
        return Reference(self.page_kind, self.page_key)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the county took it back."""
        return self.withdrawn_at is not None

    @property
    def is_hidden(self) -> bool:
        """Whether a moderator hid it."""
        return self.hidden_at is not None


class ReportStep(models.Model):
    """Who did what with a report, and for an edit what it said before; rows are only added."""

    class Act(models.TextChoices):
        WRITTEN = "written", _("written")
        EDITED = "edited", _("changed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        HIDDEN = "hidden", _("hidden")
        SHOWN = "shown", _("shown again")
        ASKED = "asked", _("asked how it went")

    report = models.ForeignKey(Report, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=Act.choices)
    # Nobody: the clock.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="reportstep_act_known",
                condition=Q(act__in=["written", "edited", "withdrawn", "hidden", "shown", "asked"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id}: {self.get_act_display()}"
