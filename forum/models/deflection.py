"""What somebody was shown and opened before she asked, or did not ask: references, no texts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Question
from portal.members.models import Organisation


class BeforeAsking(models.Model):
    """What a question's author saw while she wrote it; none of a confidential one is kept."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="before_asking")
    # References, as texts.
    shown = models.JSONField(default=list)
    opened = models.JSONField(default=list)

    class Meta:
        verbose_name = _("what was seen before asking")
        verbose_name_plural = _("what was seen before asking")

    def __str__(self) -> str:
        return str(self.question)


class GivenUpQuestion(models.Model):
    """A draft of a question, with suggestions shown, that was not published. Nobody's name."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    ended_on = models.DateField()
    # Whether one of the suggestions was opened.
    has_opened = models.BooleanField()

    class Meta:
        verbose_name = _("question given up")
        verbose_name_plural = _("questions given up")
        indexes = (models.Index(fields=["ended_on"], name="given_up_ended"),)

    def __str__(self) -> str:
        return f"{self.organisation}, {self.ended_on:%d.%m.%Y}"
