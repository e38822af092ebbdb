"""Who is behind a confidential post, and who of the moderators has looked."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.care import CareAct
from forum.models.posts import Answer, Comment, Question, Revision
from portal.members.models import Organisation

REASON_LENGTH = 300
_POSTS = ("question", "answer", "comment", "revision", "act")


def _exactly_one() -> Q:
    alternatives = (Q(**{f"{name}__isnull": name != given for name in _POSTS}) for given in _POSTS)
    one: Q = next(alternatives)
    for other in alternatives:
        one |= other
    return one


class Veil(models.Model):
    """Who wrote a post that is shown without its county's name: no other table says so.

    The post itself belongs to a stand-in ("Ein Landkreis aus Niedersachsen") and has no author,
    so whatever shows, counts, finds or exports posts cannot tell. Of an edit, it says who made it.
    """

    question = models.OneToOneField(Question, models.CASCADE, null=True, related_name="veil")
    answer = models.OneToOneField(Answer, models.CASCADE, null=True, related_name="veil")
    comment = models.OneToOneField(Comment, models.CASCADE, null=True, related_name="veil")
    revision = models.OneToOneField(Revision, models.CASCADE, null=True, related_name="veil")
    # What the county itself did with its question; the log says that somebody of it did.
    act = models.OneToOneField(CareAct, models.CASCADE, null=True, related_name="veil")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("author of a confidential post")
        verbose_name_plural = _("authors of confidential posts")
        ordering = ("created_at", "pk")
        indexes = (models.Index(fields=["person", "created_at"], name="veil_of_person"),)
        constraints = (models.CheckConstraint(name="veil_of_one_post", condition=_exactly_one()),)

    def __str__(self) -> str:
        return f"veil {self.pk}"


class VeilLift(models.Model):
    """A moderator looked who asked, and why; the county that asked reads this."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="veil_lifts")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    lifted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("look behind a confidential question")
        verbose_name_plural = _("looks behind confidential questions")
        ordering = ("-lifted_at", "-pk")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(name="veil_lift_has_reason", condition=~Q(reason="")),
        )

    def __str__(self) -> str:
        return self.reason
