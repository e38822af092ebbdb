"""How a county asks to belong to the working group, and how the group decides."""

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.joining.rules.states import CLOSED, Act, State
from portal.kernel.content import Reference, new_key
from portal.members.models import Organisation
from portal.taxonomy.models import Platform

WHY_LENGTH = 2_000
TEXT_LENGTH = 2_000
_CONFIRM_SALT = "portal.joining.application.confirm"
_STATUS_SALT = "portal.joining.application.status"


class ApplicationQuerySet(models.QuerySet["MembershipApplication"]):
    """Filters by where an application stands."""

    def open(self) -> "ApplicationQuerySet":
        """Not decided yet, or decided for a time only (a guest)."""
        return self.exclude(state__in=CLOSED)

    def waiting(self) -> "ApplicationQuerySet":
        """The group has something to do."""
        return self.filter(state__in=[State.SUBMITTED, State.VOTING])


class MembershipApplication(models.Model):
    """A county's application; whoever applies for the same county later joins it."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.SUBMITTED
    )
    # Where the organisation returns to when nothing comes of it.
    status_before = models.CharField(max_length=20, choices=Organisation.Status.choices)
    submitted_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    vote_ends_at = models.DateTimeField(null=True, blank=True)
    # How many organisations must vote, as it was when the vote began.
    quorum = models.PositiveIntegerField(null=True, blank=True)
    guest_until = models.DateField(_("guest until"), null=True, blank=True)
    # Whom the group invites to lead the county here. Anybody can apply under any name: the
    # moderators choose, having looked.
    lead = models.ForeignKey("Applicant", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for membership")
        verbose_name_plural = _("applications for membership")
        ordering = ("-submitted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"],
                name="application_one_open_per_organisation",
                condition=~Q(state__in=["approved", "refused", "withdrawn", "ended"]),
            ),
            models.CheckConstraint(
                name="application_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="application_vote_has_rules",
                condition=~Q(state="voting") | Q(vote_ends_at__isnull=False, quorum__isnull=False),
            ),
            models.CheckConstraint(
                name="application_guest_has_end",
                condition=~Q(state="guest") | Q(guest_until__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_state_display()})"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("application", self.key)


class Applicant(models.Model):
    """Somebody who applies for a county. Until her mail is confirmed there is no application."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("county")
    )
    application = models.ForeignKey(
        MembershipApplication, models.CASCADE, null=True, blank=True, related_name="applicants"
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    unit = models.CharField(_("department"), max_length=120, blank=True)
    channels = models.ManyToManyField(Platform, blank=True, related_name="+")
    why = models.TextField(_("why"), max_length=WHY_LENGTH)
    language = models.CharField(max_length=2, default="de")
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")
        ordering = ("created_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["application", "email"], name="applicant_once_per_application"
            ),
            models.CheckConstraint(
                name="applicant_confirmed_has_application",
                condition=Q(application=None, confirmed_at=None)
                | Q(application__isnull=False, confirmed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} → {self.organisation}"

    @property
    def reference(self) -> Reference:
        """Her address for the outbox."""
        return Reference("applicant", self.key)

    @property
    def confirmation_token(self) -> str:
        """The secret part of the link that confirms her address."""
        return signing.dumps(self.key, salt=_CONFIRM_SALT)

    @property
    def status_token(self) -> str:
        """The secret part of the link to where the application stands."""
        return signing.dumps(self.key, salt=_STATUS_SALT)


def applicant_to_confirm(token: str) -> Applicant | None:
    """Return whose confirmation this is; None for a forged link, or one whose time is over."""
    return _applicant(token, _CONFIRM_SALT)


def applicant_of(token: str) -> Applicant | None:
    """Return whose status page this is, once her address is confirmed."""
    applicant = _applicant(token, _STATUS_SALT)
    return applicant if applicant and applicant.confirmed_at else None


def _applicant(token: str, salt: str) -> Applicant | None:
    try:
        key = signing.loads(token, salt=salt)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    people = Applicant.objects.select_related("organisation", "application__organisation")
    return people.filter(key=str(key)).first()


class ApplicationEvent(models.Model):
    """What happened to an application; rows are only added."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    application = models.ForeignKey(MembershipApplication, models.CASCADE, related_name="events")
    act = models.CharField(max_length=20, choices=Act.choices)
    # One of the group, or one of the applicants, or nobody: the clock.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    applicant = models.ForeignKey(
        Applicant, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event of an application")
        verbose_name_plural = _("events of applications")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="applicationevent_act_known",
                condition=Q(act__in=Act.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.application}: {self.get_act_display()}"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("application_event", self.key)


class ApplicationVote(models.Model):
    """What one member organisation says to an application; it may think better until the end."""

    class Choice(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        ABSTAIN = "abstain", _("abstention")

    application = models.ForeignKey(MembershipApplication, models.CASCADE, related_name="votes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    choice = models.CharField(_("vote"), max_length=10, choices=Choice.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ("organisation__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["application", "organisation"], name="applicationvote_once"
            ),
            models.CheckConstraint(
                name="applicationvote_choice_known",
                condition=Q(choice__in=["yes", "no", "abstain"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {self.choice}"
