"""How often was asked for what, by day and by an organisation nobody can name any more."""

from typing import ClassVar

from django.db import models

STEMS_LENGTH = 200
SPELLING_LENGTH = 120


class AskedQuery(models.Model):
    """So often an organisation asked for the same words on a day; no person, no address.

    `asker` is a pseudonym of the organisation that changes every month (`MonthSalt`); "" is
    everybody who acts for none, visitors without an account included.
    """

    day = models.DateField()
    asker = models.CharField(max_length=16, blank=True)
    # The stems of what was typed, in alphabetical order: what is put together in the report.
    stems = models.CharField(max_length=STEMS_LENGTH)
    spelling = models.CharField(max_length=SPELLING_LENGTH)
    found = models.BooleanField()
    times = models.PositiveIntegerField(default=1)
    opened = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["AskedQuery"]] = models.Manager()

    class Meta:
        verbose_name = "asked query"
        verbose_name_plural = "asked queries"
        indexes = (models.Index(fields=["stems", "day"], name="askedquery_stems"),)
        constraints = (
            models.UniqueConstraint(
                fields=["day", "asker", "stems", "spelling", "found"], name="askedquery_once"
            ),
            models.CheckConstraint(
                name="askedquery_opened_at_most_asked",
                condition=models.Q(opened__lte=models.F("times")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.stems}"


class MonthSalt(models.Model):
    """What this month's pseudonyms are made with; gone with the month, and with it their origin."""

    month = models.DateField(unique=True)
    salt = models.CharField(max_length=32)

    objects: ClassVar[models.Manager["MonthSalt"]] = models.Manager()

    class Meta:
        verbose_name = "salt of a month"
        verbose_name_plural = "salts of months"

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"
