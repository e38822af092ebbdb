"""Who walks the path since when, and what only she can know of it."""

from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from portal.members.models import Membership, Organisation

_SALT = "portal.onboarding.nudges"
WHAT_LENGTH = 160


class CountyPath(models.Model):
    """A county's way in; it begins with the first of its people who logs in as a member."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    # Agreed by telephone, say: nothing here could know.
    meeting_agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("path of a county")
        verbose_name_plural = _("paths of counties")
        ordering = ("-begun_at", "-pk")

    def __str__(self) -> str:
        return str(self.organisation)


class PersonPath(models.Model):
    """A person's way in. It ends with her acting for the county, and nothing of it is kept."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    membership = models.OneToOneField(Membership, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    nudges = models.PositiveSmallIntegerField(default=0)
    nudges_stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("path of a person")
        verbose_name_plural = _("paths of people")
        ordering = ("begun_at", "pk")

    def __str__(self) -> str:
        return str(self.membership)

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("onboarding_path", self.key)

    @property
    def stop_token(self) -> str:
        """The secret part of the link that stops the reminders; it can do nothing else."""
        return signing.dumps(self.key, salt=_SALT)


def path_of_token(token: str) -> PersonPath | None:
    """Return whose reminders the link stops; None for a forged one, or after she has left."""
    try:
        key = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return PersonPath.objects.filter(key=str(key)).first()


class Tick(models.Model):
    """Something she says she has done: a step, or the reading of a page (`kind:key`)."""

    path = models.ForeignKey(PersonPath, models.CASCADE, related_name="ticks")
    what = models.CharField(max_length=WHAT_LENGTH)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ticked step")
        verbose_name_plural = _("ticked steps")
        constraints = (models.UniqueConstraint(fields=["path", "what"], name="tick_once"),)

    def __str__(self) -> str:
        return self.what
