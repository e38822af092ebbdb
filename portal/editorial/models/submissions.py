"""What was handed in, and what others said about it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState

from portal.editorial.rules import Outcome
from portal.kernel.content import Reference, new_key
from portal.members.models import Organisation

_SALT = "portal.editorial.opinion"
NOTE_LENGTH = 2000


class Submission(models.Model):
    """A page that was handed in once. Handed in again after changes, it gets another one.

    Where it stands says Wagtail's workflow state; here is what that does not know.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    workflow_state = models.OneToOneField(WorkflowState, models.CASCADE, related_name="submission")
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    # Its address across apps, so that lists need not read every kind of page.
    page_kind = models.CharField(max_length=40)
    page_key = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    # Whom a moderator has chosen to look at it as well.
    partner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=NOTE_LENGTH, blank=True)

    objects: ClassVar[models.Manager["Submission"]] = models.Manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["page_key", "-created_at"], name="submission_page"),)
        constraints = (
            models.UniqueConstraint(
                fields=["page"], name="submission_one_open_per_page", condition=Q(outcome="")
            ),
            models.CheckConstraint(
                name="submission_outcome_known",
                condition=Q(
                    outcome__in=["", "revised", "released", "rejected", "withdrawn", "ended"]
                ),
            ),
            models.CheckConstraint(
                name="submission_ended_has_time",
                condition=Q(outcome="", ended_at=None)
                | (~Q(outcome="") & Q(ended_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.page_kind}:{self.page_key}"

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference("submission", self.key)


class SectionNote(models.Model):
    """What somebody noted on one section of a page that was handed in."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="notes")
    # The field's name; "" for the page as a whole.
    section = models.CharField(max_length=60, blank=True)
    body = models.CharField(max_length=NOTE_LENGTH)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("note on a section")
        verbose_name_plural = _("notes on sections")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.section}: {self.body}"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Filters by what can be done with a link."""

    def usable(self, now: datetime) -> "OpinionQuerySet":
        """Neither used nor revoked nor run out."""
        return self.filter(given_at=None, revoked_at=None, expires_at__gt=now)


class Opinion(models.Model):
    """What somebody without an account thinks of one version of a page.

    Her link is signed, not stored: who reads the database cannot use it.
    """

    class Word(models.TextChoices):
        AGREES = "agrees", _("agrees")
        CHANGES = "changes", _("wants changes")

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    nonce = models.CharField(max_length=32, default=new_key, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="opinions")
    # Exactly this version is shown; a newer one makes the link worthless.
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    # What stays: the office for which she speaks.
    office = models.CharField(_("office"), max_length=120)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=2, default="de")
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    word = models.CharField(max_length=10, choices=Word.choices, blank=True)
    comment = models.CharField(max_length=NOTE_LENGTH, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ("asked_at", "pk")
        indexes = (
            models.Index(
                fields=["expires_at"], name="opinion_to_forget", condition=Q(forgotten_at=None)
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="opinion_given_or_revoked",
                condition=Q(given_at=None) | Q(revoked_at=None),
            ),
            models.CheckConstraint(
                name="opinion_given_has_word",
                condition=Q(given_at=None, word="")
                | (Q(given_at__isnull=False) & Q(word__in=["agrees", "changes"])),
            ),
            models.CheckConstraint(
                name="opinion_forgotten_names_nobody",
                condition=Q(forgotten_at=None) | Q(name="", email=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.office}: {self.word}"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("opinion", self.key)

    @property
    def token(self) -> str:
        """The secret part of the link."""
        return signing.dumps([self.key, self.nonce], salt=_SALT)


def opinion_of(token: str) -> Opinion | None:
    """Return whose link this is, usable or not; None for a forged or replaced one."""
    try:
        key, nonce = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Opinion.objects.select_related("submission__page", "submission__organisation")
    return found.filter(key=key, nonce=nonce).first()
