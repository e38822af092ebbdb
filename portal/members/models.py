"""People, the organisations they act for, and the tokens their programs use."""

import hashlib
import secrets
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference


class OrganisationManager(models.Manager["Organisation"]):
    """The organisations there are: no list, form, count or import meets a stand-in."""

    def get_queryset(self) -> models.QuerySet["Organisation"]:
        """Leave stand-ins out; a post's own organisation is read past this."""
        return super().get_queryset().exclude(kind=Organisation.Kind.STAND_IN)


class Organisation(models.Model):
    """A county, or an academic partner, and where it stands with the working group."""

    class Kind(models.TextChoices):
        COUNTY = "county", _("County")
        ACADEMIC_PARTNER = "academic_partner", _("Academic partner")
        # "Ein Landkreis aus Niedersachsen": what is shown where a county must not be.
        STAND_IN = "stand_in", _("Stand-in")

    class Status(models.TextChoices):
        NONE = "none", _("not involved")
        APPLICANT = "applicant", _("applicant")
        GUEST = "guest", _("guest")
        MEMBER = "member", _("member")
        SUSPENDED = "suspended", _("suspended")
        FORMER = "former", _("former member")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    type_label = models.CharField(_("type"), max_length=40)
    display_name = models.CharField(_("full name"), max_length=160)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    ags = models.CharField(_("official key (AGS)"), max_length=5, blank=True)
    land = models.CharField(_("Land"), max_length=2, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.NONE
    )
    member_since = models.DateField(_("member since"), null=True, blank=True)
    # Empty: it stands there since before this was kept.
    status_since = models.DateField(_("status since"), null=True, blank=True, editable=False)

    objects: ClassVar[OrganisationManager] = OrganisationManager()
    with_stand_ins: ClassVar[models.Manager["Organisation"]] = models.Manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name", "type_label")
        indexes = (models.Index(fields=["status", "name"], name="organisation_status"),)
        constraints = (
            models.UniqueConstraint(
                fields=["ags"], name="organisation_ags_unique", condition=~Q(ags="")
            ),
            models.CheckConstraint(
                name="organisation_county_has_ags",
                condition=Q(kind="county", ags__regex=r"^[0-9]{5}$")
                | (~Q(kind="county") & Q(ags="")),
            ),
            models.CheckConstraint(
                name="organisation_status_known",
                condition=Q(
                    status__in=["none", "applicant", "guest", "member", "suspended", "former"]
                ),
            ),
            models.CheckConstraint(
                name="organisation_stand_in_takes_no_part",
                condition=~Q(kind="stand_in") | Q(status="none", member_since=None),
            ),
        )

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        """Its page in the directory."""
        return reverse("directory:county-detail", args=[self.slug])

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference("organisation", self.slug)

    @property
    def is_stand_in(self) -> bool:
        """Whether this stands for a county that is not named."""
        return self.kind == self.Kind.STAND_IN


# Those who take part; people of all others read what the public reads.
ACTIVE_STATUSES = frozenset({Organisation.Status.MEMBER, Organisation.Status.GUEST})


class UserManager(BaseUserManager["User"]):
    """Makes accounts; addresses are kept in lower case so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without a password nobody can log in to it until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator of the platform."""
        return self.create_user(
            email, password, is_superuser=True, platform_role=User.PlatformRole.ADMINISTRATOR,
            **fields,
        )  # fmt: skip

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What she may read and do follows from her memberships."""

    class PlatformRole(models.TextChoices):
        NONE = "", _("none")
        MODERATOR = "moderator", _("moderator")
        ADMINISTRATOR = "administrator", _("administrator")

    class Appearance(models.TextChoices):
        AUTOMATIC = "", _("as your device is set")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    platform_role = models.CharField(
        _("role on the platform"), max_length=20, choices=PlatformRole.choices, blank=True
    )
    language = models.CharField(
        _("language of mails"), max_length=2, choices=[("de", "Deutsch"), ("en", "English")],
        default="de",
    )  # fmt: skip
    appearance = models.CharField(
        _("appearance"), max_length=5, choices=Appearance.choices, blank=True
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(
                name="user_platform_role_known",
                condition=Q(platform_role__in=["", "moderator", "administrator"]),
            ),
            models.CheckConstraint(
                name="user_appearance_known", condition=Q(appearance__in=["", "light", "dark"])
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Name the person; Django's and Wagtail's admin ask for this."""
        return self.name

    def get_short_name(self) -> str:
        """Name the person; Django's and Wagtail's admin ask for this."""
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's admin is for administrators only."""
        return self.is_active and self.platform_role == self.PlatformRole.ADMINISTRATOR

    @property
    def is_moderator(self) -> bool:
        """Whether this person looks after the platform's content."""
        return self.platform_role in {
            self.PlatformRole.MODERATOR,
            self.PlatformRole.ADMINISTRATOR,
        }

    @cached_property
    def current_memberships(self) -> tuple["Membership", ...]:
        """Read this person's memberships and organisations once per request (one query)."""
        mine = Membership.objects.filter(user=self.pk)
        return tuple(mine.select_related("organisation").order_by("pk"))

    @property
    def led_organisations(self) -> tuple[Organisation, ...]:
        """The organisations whose people and channels she looks after."""
        return tuple(
            one.organisation
            for one in self.current_memberships
            if one.leads and one.organisation.status in ACTIVE_STATUSES
        )

    @property
    def takes_part(self) -> bool:
        """Whether she acts for a member or a guest, or looks after the platform."""
        acts = any(one.organisation.status in ACTIVE_STATUSES for one in self.current_memberships)
        return self.is_active and (acts or self.is_moderator)

    @property
    def writes_as_member(self) -> bool:
        """Whether she may ask and answer: she acts for an organisation that is a member."""
        return any(
            membership.organisation.status == Organisation.Status.MEMBER
            for membership in self.current_memberships
        )


class Membership(models.Model):
    """A person acts for an organisation, in a role."""

    class Role(models.TextChoices):
        STAFF = "staff", _("staff")
        DEPUTY = "deputy", _("deputy coordinator")
        COORDINATOR = "coordinator", _("coordinator")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.STAFF)
    may_release = models.BooleanField(
        _("may release"),
        default=False,
        help_text=_("May release what is published in the organisation's name."),
    )
    joined_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organisation"], name="membership_once_per_organisation"
            ),
            models.CheckConstraint(
                name="membership_role_known",
                condition=Q(role__in=["staff", "deputy", "coordinator"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"

    @property
    def leads(self) -> bool:
        """Whether she looks after the organisation's people and channels; a deputy does, too."""
        return self.role in LEADING


LEADING = frozenset({Membership.Role.COORDINATOR, Membership.Role.DEPUTY})


class PersonalToken(models.Model):
    """A key with which a person's program uses the API with her rights; only a digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    label = models.CharField(_("purpose"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(_("may ask and answer in your name"), default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))

    class Meta:
        verbose_name = _("personal token")
        verbose_name_plural = _("personal tokens")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.label

    def expired(self, now: datetime) -> bool:
        """Whether the token has run out."""
        return self.expires_at <= now


class IdentityProvider(models.Model):
    """A county's own log-in (OpenID Connect), through which its people come without a password."""

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="identity_providers",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("As the log-in page shows it."))
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    issuer = models.CharField(_("issuer"), max_length=200)
    client_id = models.CharField(_("client ID"), max_length=191)
    client_secret = models.CharField(_("client secret"), max_length=191)
    role_claim = models.CharField(
        _("claim with the role"),
        max_length=80,
        blank=True,
        help_text=_("In the ID token; parts separated by dots, for example realm_access.roles."),
    )
    coordinator_value = models.CharField(
        _("value for coordinators"),
        max_length=120,
        blank=True,
        help_text=_("Who has this value in that claim becomes coordinator, all others staff."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("log-in of a county")
        verbose_name_plural = _("log-ins of counties")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


def new_secret() -> str:
    """Make the secret of a personal token: 256 bits, with a prefix scanners can recognise."""
    return f"kwt_{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """Return what is stored of a secret. It is random, so a plain hash suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()
