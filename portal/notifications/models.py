"""Which mails went out: so much, and no longer, that none goes out twice."""

from django.db import models
from django.utils import timezone


class SentMail(models.Model):
    """A mail was handed to the mail server. The digest names it without naming anybody."""

    digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=["sent_at"], name="sentmail_sent_at"),)

    def __str__(self) -> str:
        return self.digest
