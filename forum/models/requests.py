"""A county is asked, and what became of it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Question
from forum.rules.request_states import PENDING, RequestState
from portal.kernel.content import Reference, new_key
from portal.members.models import Organisation

REASON_LENGTH = 500


class CountyRequestQuerySet(models.QuerySet["CountyRequest"]):
    """Filters by where a request stands."""

    def pending(self) -> "CountyRequestQuerySet":
        """Neither answered nor given away nor run out."""
        return self.filter(state__in=PENDING)

    def waiting(self) -> "CountyRequestQuerySet":
        """Pending, and the question still waits: closed, merged or solved ones do not."""
        open_questions = Question.objects.open().filter(is_solved=False).order_by()
        return self.pending().filter(question__in=open_questions)


class CountyRequest(models.Model):
    """One county is asked one question: one row, whatever becomes of it."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=12, choices=RequestState.choices, default=RequestState.OPEN
    )
    # Who took it, handed it on or declined.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    # The one before it: of a county that handed it on, declined or did not answer in time.
    came_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followers"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    # When it was seen to what follows from its end: the next county asked, or nothing to do.
    went_on_at = models.DateTimeField(null=True, blank=True)
    # When the question was left to the moderators, as no county is left to be asked.
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CountyRequestQuerySet] = CountyRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("request to a county")
        verbose_name_plural = _("requests to counties")
        ordering = ("asked_at", "pk")
        indexes = (
            models.Index(
                fields=["due_at"],
                name="countyrequest_due",
                condition=Q(state__in=["open", "taken"]),
            ),
            models.Index(
                fields=["decided_at"],
                name="countyrequest_to_go_on",
                condition=Q(state="declined", went_on_at=None),
            ),
            models.Index(
                fields=["left_at"],
                name="countyrequest_left",
                condition=Q(left_at__isnull=False),
            ),
            models.Index(fields=["organisation", "state"], name="countyrequest_of_county"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["question", "organisation"], name="countyrequest_once_per_county"
            ),
            models.CheckConstraint(
                name="countyrequest_state_known", condition=Q(state__in=RequestState.values)
            ),
            models.CheckConstraint(
                name="countyrequest_given_away_has_reason",
                condition=~Q(state__in=["declined", "handed_on"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="countyrequest_pending_has_not_gone_on",
                condition=~Q(state__in=["open", "taken"]) | Q(went_on_at=None, left_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} → {self.organisation} ({self.get_state_display()})"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("county_request", self.key)

    @property
    def is_pending(self) -> bool:
        """Whether this county still has to answer."""
        return self.state in PENDING

    def goes_on(self, now: datetime) -> bool:
        """Whether its time is over, or the county declined, and nobody has seen to it yet."""
        if self.state == RequestState.DECLINED:
            return self.went_on_at is None
        return self.is_pending and self.due_at <= now
