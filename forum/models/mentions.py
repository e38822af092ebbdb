"""Whom a post names with an @, so that they can be told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Answer, Question
from portal.members.models import Organisation


class Mention(models.Model):
    """A post names a county or a person. Who wrote it is the post's to say, or to hide."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="mentions")
    # None: the question itself names them.
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="mentions"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    # As it stands in the text, without the @.
    handle = models.CharField(max_length=250)
    mentioned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        ordering = ("mentioned_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="mention_of_somebody",
                condition=Q(organisation=None, person__isnull=False)
                | Q(organisation__isnull=False, person=None),
            ),
            models.UniqueConstraint(
                fields=["question", "handle"],
                name="mention_once_in_question",
                condition=Q(answer=None),
            ),
            models.UniqueConstraint(
                fields=["answer", "handle"],
                name="mention_once_in_answer",
                condition=Q(answer__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"@{self.handle}"
