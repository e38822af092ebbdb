"""What pages, their steps and answers rest on, what became of that, and who looked at it since.

Nothing is marked as flagged: it follows. A thing is flagged by a change that was not taken back,
of a foundation it already rested on then, and that no review has cleared.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.kernel.content import Reference, new_key
from portal.members.counties import LAENDER
from portal.taxonomy.models import Platform
from portal.upkeep.models.care import Review
from portal.upkeep.rules import Basis

CHANGE_KIND = "foundation_change"
FOUNDATION_KIND = "foundation"


class Foundation(models.Model):
    """A law, a ruling, a function of a platform, the law of a Land: what something rests on."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    basis = models.CharField(_("kind"), max_length=10, choices=Basis.choices)
    name = models.CharField(_("name"), max_length=160, unique=True)
    reference = models.CharField(
        _("reference"), max_length=200, blank=True,
        help_text=_("For example a section, or court, date and file number."),
    )  # fmt: skip
    url = models.URLField(_("address on the web"), blank=True)
    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("channel"),
    )  # fmt: skip
    land = models.CharField(_("Land"), max_length=2, blank=True, choices=list(LAENDER.items()))

    class Meta:
        verbose_name = _("foundation")
        verbose_name_plural = _("foundations")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="foundation_basis_known",
                condition=Q(basis__in=["law", "ruling", "feature", "land"]),
            ),
            models.CheckConstraint(
                name="foundation_land_where_it_holds",
                condition=(Q(basis="land") & ~Q(land="")) | (~Q(basis="land") & Q(land="")),
            ),
            models.CheckConstraint(
                name="foundation_platform_where_it_works",
                condition=Q(basis="feature", platform__isnull=False)
                | (~Q(basis="feature") & Q(platform=None)),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("upkeep:foundation-detail", args=[self.pk])

    @property
    def address(self) -> Reference:
        """Its address across apps."""
        return Reference(FOUNDATION_KIND, self.key)


class FoundationChange(models.Model):
    """A platform closes, a ruling falls: what happened to a foundation, said by a moderator."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    foundation = models.ForeignKey(Foundation, models.PROTECT, related_name="changes")
    happened_on = models.DateField(_("when"))
    what = models.CharField(
        _("what has changed"), max_length=300,
        help_text=_("One or two sentences. Readers see them on every page that rests on this."),
    )  # fmt: skip
    source = models.URLField(_("source"), blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("change of a foundation")
        verbose_name_plural = _("changes of foundations")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.foundation_id}: {self.what}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("upkeep:change-detail", args=[self.key])

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference(CHANGE_KIND, self.key)


class Reliance(models.Model):
    """A page, a step of it, or a thing of another app rests on a foundation.

    A step is named by its primary key, which Wagtail keeps from revision to revision. An import
    that replaces the steps leaves the reliance to the page as a whole.
    """

    foundation = models.ForeignKey(Foundation, models.CASCADE, related_name="reliances")
    page = models.ForeignKey(Page, models.CASCADE, null=True, blank=True, related_name="reliances")
    step = models.CharField(max_length=20, blank=True)
    thing_kind = models.CharField(max_length=40, blank=True)
    thing_key = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("reliance on a foundation")
        verbose_name_plural = _("reliances on foundations")
        indexes = (models.Index(fields=["thing_key"], name="reliance_thing"),)
        constraints = (
            models.UniqueConstraint(
                fields=["foundation", "page", "step"], name="reliance_of_a_page_once",
                condition=Q(page__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["foundation", "thing_kind", "thing_key"], name="reliance_of_a_thing_once",
                condition=Q(page=None),
            ),
            models.CheckConstraint(
                name="reliance_of_one_thing",
                condition=Q(page__isnull=False, thing_kind="", thing_key="")
                | (Q(page=None, step="") & ~Q(thing_kind="") & ~Q(thing_key="")),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.page_id or self.thing_key} → {self.foundation_id}"

    @property
    def thing(self) -> Reference:
        """What rests on it, where that is no page."""
        return Reference(self.thing_kind, self.thing_key)


class Clearing(models.Model):
    """Somebody reviewed something since a change: it is flagged by that no more."""

    change = models.ForeignKey(FoundationChange, models.CASCADE, related_name="clearings")
    reliance = models.ForeignKey(Reliance, models.CASCADE, related_name="clearings")
    review = models.ForeignKey(Review, models.CASCADE, related_name="clearings")

    class Meta:
        verbose_name = _("cleared flag")
        verbose_name_plural = _("cleared flags")
        constraints = (
            models.UniqueConstraint(fields=["change", "reliance"], name="clearing_once"),
        )

    def __str__(self) -> str:
        return f"{self.change_id} ✓ {self.reliance_id}"
