"""Which parts of the example content are in: what people changed since is theirs."""

from django.db import models
from django.utils import timezone


class LoadedPart(models.Model):
    """A part (a file) of the example content that was loaded completely, once."""

    name = models.CharField(max_length=120, unique=True)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
