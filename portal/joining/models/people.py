"""How people come to act for an organisation, and how they stop: invitations, and the log."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from portal.members.models import ACTIVE_STATUSES, Membership, Organisation

_SALT = "portal.joining.invitation"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Filters by where an invitation stands."""

    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; it may have run out."""
        return self.filter(accepted_at=None, revoked_at=None)

    def usable(self, now: datetime) -> "InvitationQuerySet":
        """Open, not run out, and for an organisation that takes part."""
        taking_part = sorted(ACTIVE_STATUSES)
        return self.open().filter(expires_at__gt=now, organisation__status__in=taking_part)


class Invitation(models.Model):
    """Somebody at this very address may join an organisation, once, until it runs out.

    The link is signed, not stored: who reads the database cannot use it. Sending it again changes
    the nonce, so that the link before is worthless.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role.choices)
    may_release = models.BooleanField(_("may release"), default=False)
    language = models.CharField(max_length=2, default="de")
    nonce = models.CharField(max_length=32, default=new_key, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "email"],
                name="invitation_one_open_per_address",
                condition=Q(accepted_at=None, revoked_at=None),
            ),
            models.CheckConstraint(
                name="invitation_accepted_or_revoked",
                condition=Q(accepted_at=None) | Q(revoked_at=None),
            ),
            models.CheckConstraint(
                name="invitation_role_known",
                condition=Q(role__in=["staff", "deputy", "coordinator"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("invitation", self.key)

    @property
    def token(self) -> str:
        """The secret part of the link."""
        return signing.dumps([self.key, self.nonce], salt=_SALT)


def invitation_of(token: str) -> Invitation | None:
    """Return whose link this is, open or not; None for a forged or replaced one."""
    try:
        key, nonce = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(key=key, nonce=nonce)
        .first()
    )


class MembershipEvent(models.Model):
    """What happened to somebody's acting for an organisation; rows are only added."""

    class Act(models.TextChoices):
        JOINED = "joined", _("joined")
        ROLE_CHANGED = "role_changed", _("role changed")
        LEFT = "left", _("left")
        REMOVED = "removed", _("removed")

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    act = models.CharField(max_length=20, choices=Act.choices)
    role = models.CharField(max_length=20, choices=Membership.Role.choices)
    # Whoever leaves hands over to her, this many things.
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    handed_over = models.PositiveIntegerField(default=0)
    # Nobody leads the organisation any more: the moderators look after it.
    left_alone = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["organisation", "-at"], name="membershipevent_newest"),)
        constraints = (
            models.CheckConstraint(
                name="membershipevent_act_known",
                condition=Q(act__in=["joined", "role_changed", "left", "removed"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.person_id} {self.organisation_id}"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("membership_event", self.key)
