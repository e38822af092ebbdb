"""What the search keeps in the database: the words it knows, and its rebuilds."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from search.asked.models import AskedQuery, MonthSalt
from search.best_bets.models import BestBet
from search.synonyms.models import Synonyms

__all__ = ("AskedQuery", "BestBet", "MonthSalt", "Rebuild", "Synonyms", "Word")


class Word(models.Model):
    """A folded word that stands in a text of this audience; never shown, only compared with."""

    text = models.CharField(max_length=40)
    audience = models.CharField(max_length=40)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["audience", "text"], name="word_once_per_audience"),
        )

    def __str__(self) -> str:
        return self.text


class Rebuild(models.Model):
    """One rebuild of the index: which lexicon it used, and whether it is running."""

    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    running = models.BooleanField(default=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lexicon = models.CharField(max_length=80)
    documents = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["running"], name="rebuild_one_at_a_time", condition=Q(running=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.started_at:%d.%m.%Y %H:%M}"
