"""What belongs to answering: answers in a county's name, who is at work, and what helped."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Answer, Question
from forum.rules.states import OPEN, DraftAct, DraftState
from portal.kernel.content import Reference, new_key
from portal.members.models import Organisation

REMARK_LENGTH = 500
WORK_LASTS = timedelta(hours=48)


class OfficialDraftQuerySet(models.QuerySet["OfficialDraft"]):
    """Filters by where a draft stands."""

    def open(self) -> "OfficialDraftQuerySet":
        """Not released and not discarded."""
        return self.filter(state__in=OPEN)


class OfficialDraft(models.Model):
    """An answer for the county (Amtsantwort): written by one person, released by another."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="official_drafts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    body = models.TextField(_("answer"))
    body_html = models.TextField(editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=DraftState.choices, default=DraftState.DRAFTING
    )
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What its release made, or changed.
    answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="official_drafts"
    )
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = OfficialDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of an official answer")
        verbose_name_plural = _("drafts of official answers")
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["organisation", "state"], name="officialdraft_of_county"),)
        constraints = (
            models.UniqueConstraint(
                fields=["question", "organisation"],
                name="officialdraft_one_open_per_county",
                condition=Q(state__in=["drafting", "submitted", "returned"]),
            ),
            models.CheckConstraint(
                name="officialdraft_state_known", condition=Q(state__in=DraftState.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} → {self.question} ({self.get_state_display()})"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("official_draft", self.key)


class OfficialDraftStep(models.Model):
    """What happened to a draft, and by whom; rows are only added."""

    draft = models.ForeignKey(OfficialDraft, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=12, choices=DraftAct.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField()
    remark = models.CharField(max_length=REMARK_LENGTH, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("step of an official answer")
        verbose_name_plural = _("steps of official answers")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="officialdraftstep_act_known", condition=Q(act__in=DraftAct.values)
            ),
            models.CheckConstraint(
                name="officialdraftstep_returned_says_why",
                condition=~Q(act="returned") | ~Q(remark=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.get_act_display()}"


class WorkingNote(models.Model):
    """Somebody of a county is writing an answer; it expires by itself."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="working_notes")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("note that somebody is writing")
        verbose_name_plural = _("notes that somebody is writing")
        ordering = ("since", "pk")
        indexes = (models.Index(fields=["until"], name="workingnote_until"),)
        constraints = (
            models.UniqueConstraint(
                fields=["question", "organisation"], name="workingnote_once_per_county"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} → {self.question}"


class HelpfulVote(models.Model):
    """Somebody found an answer helpful."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="helpful_votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    voted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("vote “helpful”")
        verbose_name_plural = _("votes “helpful”")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["answer", "person"], name="helpfulvote_one_per_person"),
        )

    def __str__(self) -> str:
        return str(self.answer_id)


class AffectedCounty(models.Model):
    """A question concerns another county, too."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="affected")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("affected county")
        verbose_name_plural = _("affected counties")
        ordering = ("said_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["question", "organisation"], name="affectedcounty_once_per_county"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} → {self.question}"
