"""What somebody has typed so far."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NEW_QUESTION = "question"


def answer_place(question_key: str) -> str:
    """Name the place of an answer to a question."""
    return f"answer:{question_key}"


class PostDraft(models.Model):
    """An unfinished text; one per person and place, and only she sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # NEW_QUESTION, or an `answer_place`.
    place = models.CharField(max_length=140)
    # As the form sends them: every field has a list of values.
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ("-saved_at", "-pk")
        indexes = (models.Index(fields=["saved_at"], name="postdraft_saved"),)
        constraints = (
            models.UniqueConstraint(fields=["person", "place"], name="postdraft_one_per_place"),
        )

    def __str__(self) -> str:
        return self.place

    @property
    def text(self) -> str:
        """What was typed into the body of the post."""
        return "\n".join(self.fields.get("body", ()))
