"""Who looks after a page, when it is due, and what reviews said."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.kernel.content import Reference, new_key
from portal.taxonomy.models import Topic
from portal.upkeep.rules import LONGEST_MONTHS, Outcome, Stage

REVIEW_KIND = "page_review"
REMARK_LENGTH = 2000


class ReviewInterval(models.Model):
    """After how many months pages of a kind, or on a topic, are reviewed; 0: there is none.

    Without a row, the defaults of `rules.py` hold.
    """

    kind = models.CharField(max_length=40, blank=True)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+")
    months = models.PositiveSmallIntegerField(_("months"))

    class Meta:
        verbose_name = _("time between reviews")
        verbose_name_plural = _("times between reviews")
        constraints = (
            models.UniqueConstraint(
                fields=["kind"], name="reviewinterval_kind_once", condition=~Q(kind="")
            ),
            models.UniqueConstraint(fields=["topic"], name="reviewinterval_topic_once"),
            models.CheckConstraint(
                name="reviewinterval_of_one_thing",
                condition=(~Q(kind="") & Q(topic=None)) | (Q(kind="") & Q(topic__isnull=False)),
            ),
            models.CheckConstraint(
                name="reviewinterval_plausible", condition=Q(months__lte=LONGEST_MONTHS)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind or self.topic_id}: {self.months}"


class Upkeep(models.Model):
    """How a page is looked after. Its owner is Wagtail's; all that a queue sorts by stands here.

    `version` grows with every word that is said: a form that was shown before it is not accepted.
    """

    page = models.OneToOneField(Page, models.CASCADE, primary_key=True, related_name="upkeep")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("deputy"),
    )  # fmt: skip
    # The later one of what the page itself says and what was reviewed here.
    reviewed_on = models.DateField(null=True, blank=True)
    # None: it is not reviewed, or it is obsolete.
    due_on = models.DateField(null=True, blank=True)
    stage = models.PositiveSmallIntegerField(choices=Stage.choices, default=Stage.NONE)
    reminded_on = models.DateField(null=True, blank=True)
    obsolete_since = models.DateTimeField(null=True, blank=True)
    obsolete_reason = models.CharField(max_length=REMARK_LENGTH, blank=True)
    successor = models.ForeignKey(Page, models.SET_NULL, null=True, blank=True, related_name="+")
    # Whether it rests on anything: most pages do not, and need not be asked further.
    rests = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("upkeep of a page")
        verbose_name_plural = _("upkeep of pages")
        indexes = (models.Index(fields=["due_on", "page"], name="upkeep_due"),)
        constraints = (
            models.CheckConstraint(
                name="upkeep_obsolete_is_not_due",
                condition=Q(obsolete_since=None) | Q(due_on=None),
            ),
            models.CheckConstraint(
                name="upkeep_successor_of_the_obsolete",
                condition=Q(successor=None) | Q(obsolete_since__isnull=False),
            ),
            models.CheckConstraint(
                name="upkeep_follows_itself_never",
                condition=Q(successor=None) | ~Q(successor=models.F("page")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.page_id}: {self.due_on}"

    @property
    def is_obsolete(self) -> bool:
        """Whether the page does not hold any more."""
        return self.obsolete_since is not None


class Review(models.Model):
    """What somebody said of a page, or of something else that rests on what has changed.

    It is only ever added to.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    page = models.ForeignKey(Page, models.CASCADE, null=True, blank=True, related_name="+")
    thing_kind = models.CharField(max_length=40, blank=True)
    thing_key = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    remark = models.TextField(max_length=REMARK_LENGTH, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["thing_key"], name="review_thing"),)
        constraints = (
            models.CheckConstraint(
                name="review_outcome_known",
                condition=Q(outcome__in=["valid", "edit", "feedback", "obsolete", "restored"]),
            ),
            models.CheckConstraint(
                name="review_of_one_thing",
                condition=Q(page__isnull=False, thing_key="") | (Q(page=None) & ~Q(thing_key="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} ({self.page_id or self.thing_key})"

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference(REVIEW_KIND, self.key)
