"""What a county says of itself when it begins: channels, experience, worries."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from portal.members.models import Organisation
from portal.onboarding.catalogue import FIELDS_BY_SLUG, WORRIES_BY_SLUG, Level, Subject, Worry
from portal.taxonomy.models import Platform

WORDS_LENGTH = 3_000
PAGES = 4


class Assessment(models.Model):
    """One per county, filled by anybody of it, page by page, and changeable.

    The free words are for the county itself and its mentor: they go into no search, no file and
    no page for others.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+")
    running = models.ManyToManyField(Platform, blank=True, related_name="+")
    planned = models.ManyToManyField(Platform, blank=True, related_name="+")
    words = models.TextField(_("in your own words"), max_length=WORDS_LENGTH, blank=True)
    seeks_mentor = models.BooleanField(_("we would like a mentor county"), default=True)
    # How many pages were saved; the next one is where it goes on.
    pages = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        constraints = (
            models.CheckConstraint(
                name="assessment_complete_after_last_page",
                condition=Q(pages__lte=PAGES)
                & (Q(completed_at=None) | Q(completed_at__isnull=False, pages=PAGES)),
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("assessment", self.key)

    @property
    def levels(self) -> list[tuple[Subject, Level]]:
        """The experience per field, in the order of the questions; what is not asked any more is
        left out."""
        said = {one.field: Level(one.level) for one in self.experience.all()}
        return [(field, said[slug]) for slug, field in FIELDS_BY_SLUG.items() if slug in said]

    @property
    def chosen_worries(self) -> list[Worry]:
        """The chances, hurdles and reservations it named."""
        chosen = {one.worry for one in self.worries.all()}
        return [worry for slug, worry in WORRIES_BY_SLUG.items() if slug in chosen]


class Experience(models.Model):
    """How much experience a county has in one field."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="experience")
    field = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(choices=Level.choices)

    class Meta:
        verbose_name = _("experience in a field")
        verbose_name_plural = _("experience in fields")
        constraints = (
            models.UniqueConstraint(fields=["assessment", "field"], name="experience_once"),
            models.CheckConstraint(name="experience_level_known", condition=Q(level__lte=2)),
        )

    def __str__(self) -> str:
        return f"{self.field}: {self.get_level_display()}"


class ChosenWorry(models.Model):
    """A chance, hurdle or reservation the county named."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="worries")
    worry = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("chosen worry")
        verbose_name_plural = _("chosen worries")
        constraints = (
            models.UniqueConstraint(fields=["assessment", "worry"], name="worry_chosen_once"),
        )

    def __str__(self) -> str:
        return self.worry
