"""What organisations say about themselves, and what their people agreed to show of themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.channels.links import LINK_LENGTH
from portal.kernel.content import Reference, new_key
from portal.members.audiences import MEMBERS, Reader, organisation_token, tokens_of
from portal.members.content import Visibility
from portal.members.models import Membership, Organisation
from portal.taxonomy.models import Platform, Topic

TEXT_LENGTH = 5_000
LINE_LENGTH = 200
VISIBILITIES = [(choice.value, choice.label) for choice in (Visibility.PUBLIC, Visibility.MEMBERS)]


class ProfileQuerySet(models.QuerySet["Profile"]):
    """Filters by what a reader may see."""

    def offering_to(self, reader: Reader) -> "ProfileQuerySet":
        """Keep the profiles whose offers (topics and platforms) the reader may see."""
        tokens = tokens_of(reader)
        if MEMBERS in tokens:
            return self
        own = [int(one.removeprefix("org:")) for one in tokens if one.startswith("org:")]
        return self.filter(Q(offers_visibility=Visibility.PUBLIC) | Q(organisation_id__in=own))


class Profile(models.Model):
    """What an organisation says about itself; its coordinator or deputy writes it."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="profile", verbose_name=_("organisation")
    )
    about = models.TextField(_("about your organisation"), max_length=TEXT_LENGTH, blank=True)
    about_html = models.TextField(editable=False, blank=True)
    about_text = models.TextField(editable=False, blank=True)
    about_visibility = models.CharField(
        max_length=20, choices=VISIBILITIES, default=Visibility.PUBLIC
    )
    homepage = models.CharField(_("homepage"), max_length=LINK_LENGTH, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    platforms = models.ManyToManyField(Platform, blank=True, related_name="+")
    offers_visibility = models.CharField(
        max_length=20, choices=VISIBILITIES, default=Visibility.PUBLIC
    )
    version = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[ProfileQuerySet] = ProfileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("profile of an organisation")
        verbose_name_plural = _("profiles of organisations")
        constraints = (
            models.CheckConstraint(
                name="profile_public_or_members",
                condition=Q(
                    about_visibility__in=["public", "members"],
                    offers_visibility__in=["public", "members"],
                ),
            ),
            models.CheckConstraint(
                name="profile_homepage_is_https",
                condition=Q(homepage="") | Q(homepage__startswith="https://"),
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation)

    def about_for(self, reader: Reader) -> str:
        """Return the text as HTML, as far as this reader may see it."""
        return self.about_html if self._shows(self.about_visibility, reader) else ""

    def shows_offers_to(self, reader: Reader) -> bool:
        """Whether this reader may see with what the organisation can help."""
        return self._shows(self.offers_visibility, reader)

    def _shows(self, visibility: str, reader: Reader) -> bool:
        audience = {visibility, organisation_token(self.organisation_id)}
        return not audience.isdisjoint(tokens_of(reader))


class ProfileEvent(models.Model):
    """Who changed an organisation's profile when; read by those who lead it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # By the name of the field: what it was, what it is.
    changes = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of a profile")
        verbose_name_plural = _("changes of profiles")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.organisation} {self.at:%d.%m.%Y}"


class PersonProfile(models.Model):
    """What a person entered about her work for one organisation; shown only as far as she agreed.

    It hangs on her membership: whoever leaves takes her profile and her consent along.
    """

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="profile")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    function = models.CharField(_("function or unit"), max_length=LINE_LENGTH, blank=True)
    email = models.EmailField(_("official e-mail address"), blank=True)
    phone = models.CharField(_("official phone number"), max_length=40, blank=True)
    languages = models.CharField(_("languages"), max_length=LINE_LENGTH, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    edited_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("profile of a person")
        verbose_name_plural = _("profiles of people")

    def __str__(self) -> str:
        return str(self.membership)

    def get_absolute_url(self) -> str:
        """Its page, for members."""
        return reverse("directory:person-detail", args=[self.key])

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference("person", self.key)


class Consent(models.Model):
    """A person agreed that members see one field of her profile; withdrawn, the row is gone."""

    class Field(models.TextChoices):
        FUNCTION = "function", _("function or unit")
        EMAIL = "email", _("official e-mail address")
        PHONE = "phone", _("official phone number")
        LANGUAGES = "languages", _("languages")
        TOPICS = "topics", _("topics")

    profile = models.ForeignKey(PersonProfile, models.CASCADE, related_name="consents")
    field = models.CharField(max_length=20, choices=Field.choices)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["profile", "field"], name="consent_once_per_field"),
            models.CheckConstraint(
                name="consent_field_known",
                condition=Q(field__in=["function", "email", "phone", "languages", "topics"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.profile}: {self.get_field_display()}"
