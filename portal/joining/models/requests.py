"""People ask to act for an organisation; known mail domains help to find the right one."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.joining.rules.states import CONFIRM_WITHIN
from portal.kernel.content import Reference, new_key
from portal.members.models import Organisation

WORDS_LENGTH = 1_000
ANSWER_LENGTH = 2_000
_SALT = "portal.joining.request"


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """Filters by where a request stands."""

    def open(self) -> "JoinRequestQuerySet":
        """Confirmed, and nobody has decided yet."""
        return self.filter(confirmed_at__isnull=False, decided_at=None)


class JoinRequest(models.Model):
    """Somebody asks to act for an organisation; it reaches the coordinator once confirmed."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    # Empty until she confirms: the domain of her address may suggest it.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    words = models.TextField(_("who you are"), max_length=WORDS_LENGTH)
    language = models.CharField(max_length=2, default="de")
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # When the moderators were told that nobody looks at it.
    escalated_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accepted = models.BooleanField(default=False)
    answer = models.TextField(_("answer"), max_length=ANSWER_LENGTH, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ("created_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "email"],
                name="joinrequest_one_open_per_address",
                condition=Q(confirmed_at__isnull=False, decided_at=None),
            ),
            models.CheckConstraint(
                name="joinrequest_confirmed_has_organisation",
                condition=Q(confirmed_at=None) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="joinrequest_decided_was_confirmed",
                condition=Q(decided_at=None) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="joinrequest_accepted_is_decided",
                condition=Q(accepted=False) | Q(decided_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} → {self.organisation}"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("join_request", self.key)

    def is_late(self, now: datetime) -> bool:
        """Whether the time to confirm it is over."""
        return self.created_at < now - CONFIRM_WITHIN

    @property
    def token(self) -> str:
        """The secret part of the link that confirms the address."""
        return signing.dumps(self.key, salt=_SALT)


def request_to_confirm(token: str) -> JoinRequest | None:
    """Return whose confirmation this is; None for a forged link."""
    try:
        key = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return JoinRequest.objects.select_related("organisation").filter(key=str(key)).first()


class OrganisationDomain(models.Model):
    """A mail domain whose addresses belong to an organisation's people; it only suggests."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    # As `domains.normal_domain` writes it.
    domain = models.CharField(_("mail domain"), max_length=253)

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ("domain",)
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "domain"], name="organisationdomain_once"
            ),
        )

    def __str__(self) -> str:
        return self.domain
