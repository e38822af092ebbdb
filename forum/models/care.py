"""What moderators do with questions: every act is kept, with its reason and the way back."""

from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.cared import NOTE_LENGTH
from forum.models.posts import Question
from forum.rules.care import UNDO_WITHIN
from portal.kernel.content import Reference, new_key

STAFF_NOTE_LENGTH = 2_000
CANNED_TITLE_LENGTH = 120
CANNED_LENGTH = 5_000


class CareAct(models.Model):
    """One act on a question: who, when, why, and what it takes to undo it."""

    class Act(models.TextChoices):
        CLOSE = "close", _("closed")
        REOPEN = "reopen", _("reopened")
        LOCK = "lock", _("locked")
        UNLOCK = "unlock", _("unlocked")
        PIN = "pin", _("pinned")
        UNPIN = "unpin", _("unpinned")
        RETOPIC = "retopic", _("moved to other topics")
        OUTDATE = "outdate", _("marked as outdated")
        UPDATE = "update", _("marked as up to date")
        MERGE = "merge", _("merged into another question")
        SPLIT = "split", _("answer split off")

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="care_acts")
    # The survivor of a merge, the new question of a split.
    other = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=12, choices=Act.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The actor belonged to the county that asked: allowed, and said.
    own_county = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=NOTE_LENGTH, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # What was there before, as far as undoing needs it; keys and values of these questions only.
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_reason = models.CharField(max_length=NOTE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")
        ordering = ("-at", "-pk")
        indexes = (models.Index(F("at").desc(), F("id").desc(), name="careact_newest"),)
        constraints = (
            models.CheckConstraint(
                name="careact_known",
                condition=Q(
                    act__in=[
                        "close", "reopen", "lock", "unlock", "pin", "unpin", "retopic", "outdate",
                        "update", "merge", "split",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="careact_other_where_two_take_part",
                condition=Q(act__in=["merge", "split"], other__isnull=False)
                | (~Q(act__in=["merge", "split"]) & Q(other=None)),
            ),
            models.UniqueConstraint(
                fields=["question"],
                name="careact_one_merge_stands",
                condition=Q(act="merge", undone_at=None),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.question}: {self.get_act_display()}"

    def get_absolute_url(self) -> str:
        """Where it is undone."""
        return reverse("forum:care-undo", args=[self.key])

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("care_act", self.key)

    def undo_until(self) -> datetime:
        """Until when it may be undone."""
        return self.at + UNDO_WITHIN


class StaffNote(models.Model):
    """What moderators note about a question for each other."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="staff_notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("note"), max_length=STAFF_NOTE_LENGTH)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("note of the moderators")
        verbose_name_plural = _("notes of the moderators")
        ordering = ("noted_at", "pk")
        constraints = (models.CheckConstraint(name="staffnote_has_text", condition=~Q(text="")),)

    def __str__(self) -> str:
        return self.text[:60]


class CannedAnswer(models.Model):
    """A text moderators use again and again."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    title = models.CharField(
        _("title"),
        max_length=CANNED_TITLE_LENGTH,
        unique=True,
        error_messages={"unique": _("There is a canned answer of this title already.")},
    )
    body = models.TextField(_("text"), max_length=CANNED_LENGTH)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("canned answer")
        verbose_name_plural = _("canned answers")
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                name="cannedanswer_has_words", condition=~Q(title="") & ~Q(body="")
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("canned_answer", self.key)
