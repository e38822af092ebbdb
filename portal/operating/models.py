"""What administrators set going again."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SecondTry(models.Model):
    """Failed deliveries that somebody had tried again: one, or all of a reaction."""

    reaction = models.CharField(_("reaction"), max_length=200)
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.reaction} ({self.number})"
