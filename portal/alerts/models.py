"""Searches people keep, what these have found already, and wishes for case studies."""

from typing import ClassVar
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from search.asked.models import SPELLING_LENGTH, STEMS_LENGTH

NAME_LENGTH = 80
ADDRESS_LENGTH = 1_000


class Rhythm(models.TextChoices):
    """How soon somebody hears of what is new."""

    AT_ONCE = "at_once", _("at once, within some minutes")
    DAILY = "daily", _("once a day, in the morning")
    WEEKLY = "weekly", _("once a week, on Monday morning")
    NONE = "none", _("without mails")


class Alert(models.Model):
    """A mail to somebody about what several of her searches find; gone when it is settled."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Alert"]] = models.Manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")

    def __str__(self) -> str:
        return self.key

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("alert", self.key)


class SavedSearch(models.Model):
    """A search somebody keeps: her own, as the address of the results page says it."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    # What stands behind the question mark, in one spelling (`addresses.py`).
    address = models.CharField(max_length=ADDRESS_LENGTH)
    rhythm = models.CharField(_("mails"), max_length=10, choices=Rhythm.choices)
    paused = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)
    # Nothing before what it finds now is noted as known.
    looked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    alert = models.ForeignKey(
        Alert, models.SET_NULL, null=True, blank=True, related_name="searches"
    )

    objects: ClassVar[models.Manager["SavedSearch"]] = models.Manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ("name", "pk")
        indexes = (
            models.Index(
                fields=["rhythm", "due_at"],
                name="savedsearch_due",
                condition=Q(paused=False, alert=None),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["person", "address"], name="savedsearch_once"),
            models.CheckConstraint(
                name="savedsearch_rhythm_known", condition=Q(rhythm__in=Rhythm.values)
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("saved_search", self.key)

    @property
    def url(self) -> str:
        """Where one sees what it finds now."""
        return f"{reverse('search:results')}?{self.address}"

    @property
    def text(self) -> str:
        """The words it looks for."""
        return dict(parse_qsl(self.address)).get("q", "")

    @property
    def narrowings(self) -> int:
        """By how many values it is narrowed down."""
        return sum(name != "q" for name, _value in parse_qsl(self.address))

    @property
    def writes(self) -> bool:
        """Whether mails are sent about it at present."""
        return self.rhythm != Rhythm.NONE and not self.paused


class KnownHit(models.Model):
    """A saved search has found this before: it is not new to its owner."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="known")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)

    objects: ClassVar[models.Manager["KnownHit"]] = models.Manager()

    class Meta:
        verbose_name = _("known hit")
        verbose_name_plural = _("known hits")
        constraints = (
            models.UniqueConstraint(fields=["search", "kind", "key"], name="knownhit_once"),
        )

    def __str__(self) -> str:
        return f"{self.search_id}: {self.kind}:{self.key}"

    @property
    def reference(self) -> Reference:
        """What was found."""
        return Reference(self.kind, self.key)


class Wish(models.Model):
    """Somebody looked for something in vain and would like a case study about it."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # What of it is compared (`search.asked.rules`), and how she typed it: for her own eyes.
    stems = models.CharField(max_length=STEMS_LENGTH)
    spelling = models.CharField(max_length=SPELLING_LENGTH)
    wished_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Wish"]] = models.Manager()

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ("-wished_at", "-pk")
        indexes = (models.Index(fields=["stems"], name="wish_stems"),)
        constraints = (models.UniqueConstraint(fields=["person", "stems"], name="wish_once"),)

    def __str__(self) -> str:
        return self.spelling


class Commission(models.Model):
    """A page is being written because it was looked for in vain."""

    stems = models.CharField(max_length=STEMS_LENGTH)
    spelling = models.CharField(max_length=SPELLING_LENGTH)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    begun_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Commission"]] = models.Manager()

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        indexes = (models.Index(fields=["stems"], name="commission_stems"),)
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="commission_once"),)

    def __str__(self) -> str:
        return self.spelling

    @property
    def reference(self) -> Reference:
        """The page."""
        return Reference(self.kind, self.key)
