"""What people keep for themselves: what they follow, have read, and want to find again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Answer, Question
from portal.members.models import Organisation

NOTE_LENGTH = 500
_ONE_TARGET = Q(question__isnull=False, organisation=None) | Q(
    question=None, organisation__isnull=False
)


class Following(models.Model):
    """A person wants to hear of a question or of a county's questions; or not to.

    Topics belong to all content: who follows one is kept in `notifications.FollowedTopic`.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="followings"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    # Muted is stronger than every reason for which she would be told.
    muted = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("followed")
        verbose_name_plural = _("followed")
        ordering = ("-since", "-pk")
        constraints = (
            models.CheckConstraint(name="following_has_one_target", condition=_ONE_TARGET),
            models.UniqueConstraint(
                fields=["person", "question"],
                name="following_question_once",
                condition=Q(question__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                name="following_county_once",
                condition=Q(organisation__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.question or self.organisation)


class ReadMark(models.Model):
    """Until when a person has read a question's page; without a question, everything there is."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="read_marks"
    )
    read_until = models.DateTimeField()

    class Meta:
        verbose_name = _("mark of what was read")
        verbose_name_plural = _("marks of what was read")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["person", "question"], name="readmark_once"),
            models.UniqueConstraint(
                fields=["person"],
                name="readmark_everything_once",
                condition=Q(question=None),
            ),
        )

    def __str__(self) -> str:
        return str(self.question_id or "")


class Bookmark(models.Model):
    """A person wants to find a question or an answer again; the note is hers alone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, related_name="bookmarks")
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="bookmarks"
    )
    note = models.CharField(_("note for yourself"), max_length=NOTE_LENGTH, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "question"],
                name="bookmark_question_once",
                condition=Q(answer=None),
            ),
            models.UniqueConstraint(
                fields=["person", "answer"],
                name="bookmark_answer_once",
                condition=Q(answer__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.question)
