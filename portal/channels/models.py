"""Channels, their figures over time, snapshots of them, and who changed what when."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.channels.links import LINK_LENGTH
from portal.kernel.content import Reference, new_key
from portal.members.audiences import Reader, organisation_token, tokens_of, visible_q
from portal.members.content import OwnedContent, Visibility
from portal.members.models import ACTIVE_STATUSES
from portal.taxonomy.models import Platform

KIND = "channel"
LINE_LENGTH = 200
TEXT_LENGTH = 5_000


class State(models.TextChoices):
    """Where a channel stands; `rules.NEXT_STATES` says what may follow what."""

    PLANNED = "planned", _("planned")
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    CLOSED = "closed", _("closed")


class Hideable(models.TextChoices):
    """What a county may show to members only while the channel itself is public."""

    UNIT = "unit", _("unit in charge")
    SERVICE_HOURS = "service_hours", _("service hours")
    ACCESSIBILITY = "accessibility", _("accessibility")
    LESSONS = "lessons", _("lessons")
    FIGURES = "figures", _("figures")
    SNAPSHOTS = "snapshots", _("snapshots")


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Filters by reader and by where a channel stands."""

    def visible_to(self, reader: Reader) -> "ChannelQuerySet":
        """Keep what the reader may see: also all of her own county's, guest or member."""
        own = [
            int(token.removeprefix("org:"))
            for token in tokens_of(reader)
            if token.startswith("org:")
        ]
        seen = visible_q(reader)
        return self.filter(seen | Q(organisation_id__in=own) if own else seen)

    def of_participants(self) -> "ChannelQuerySet":
        """Keep channels of organisations that take part: members and guests."""
        return self.filter(organisation__status__in=sorted(ACTIVE_STATUSES))


class Channel(OwnedContent):
    """A county's presence on a platform; it belongs to the county, not to a person."""

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="+", verbose_name=_("platform")
    )
    name = models.CharField(_("name or handle"), max_length=LINE_LENGTH)
    address = models.CharField(_("address"), max_length=LINK_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    unit = models.CharField(_("unit in charge"), max_length=LINE_LENGTH, blank=True)
    service_hours = models.CharField(_("service hours"), max_length=LINE_LENGTH, blank=True)
    netiquette_url = models.CharField(_("netiquette"), max_length=LINK_LENGTH, blank=True)
    imprint_url = models.CharField(_("imprint"), max_length=LINK_LENGTH, blank=True)
    privacy_url = models.CharField(_("privacy statement"), max_length=LINK_LENGTH, blank=True)
    languages = models.CharField(_("languages"), max_length=LINE_LENGTH, blank=True)
    accessibility = models.TextField(_("accessibility"), max_length=TEXT_LENGTH, blank=True)
    lessons = models.TextField(_("lessons"), max_length=TEXT_LENGTH, blank=True)
    members_only_fields = models.JSONField(_("for members only"), default=list, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ChannelQuerySet] = ChannelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OwnedContent.Meta):
        verbose_name = _("channel of a county")
        verbose_name_plural = _("channels of counties")
        ordering = ("organisation__name", "organisation__type_label", "platform__name", "pk")
        indexes = (
            models.Index(fields=["platform", "state"], name="channel_by_platform"),
            models.Index(fields=["state", "confirmed_at"], name="channel_to_confirm"),
        )
        constraints = (
            *OwnedContent.Meta.constraints,
            models.CheckConstraint(
                name="channel_public_or_members", condition=Q(visibility__in=["public", "members"])
            ),
            models.CheckConstraint(
                name="channel_state_known",
                condition=Q(state__in=["planned", "active", "paused", "closed"]),
            ),
            models.CheckConstraint(
                name="channel_until_not_before_since",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=models.F("since")),
            ),
            models.CheckConstraint(
                name="channel_closed_has_end_and_lessons",
                condition=(Q(state="closed", until__isnull=False) & ~Q(lessons=""))
                | (~Q(state="closed") & Q(until=None)),
            ),
            models.CheckConstraint(
                name="channel_address_is_https",
                condition=Q(address__startswith="https://")
                | Q(address="", state__in=["planned", "closed"]),
            ),
            models.UniqueConstraint(
                fields=["organisation", "address"],
                name="channel_address_once_per_county",
                condition=~Q(address=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.platform} – {self.organisation}"

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference(KIND, self.key)

    @property
    def audience(self) -> frozenset[str]:
        """Who may find it: a guest county's people read their own channels, too."""
        return frozenset({self.visibility, organisation_token(self.organisation_id)})

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("channels:channel-detail", args=[self.organisation.slug, self.key])


class ChannelFigure(models.Model):
    """A number a county counted on a day."""

    class Kind(models.TextChoices):
        FOLLOWERS = "followers", _("Followers")
        POSTS = "posts", _("Posts")
        REACH = "reach", _("Reach")
        VIEWS = "views", _("Views")
        INTERACTIONS = "interactions", _("Interactions")
        MESSAGES = "messages", _("Messages received")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="figures")
    on = models.DateField(_("on"))
    kind = models.CharField(_("what was counted"), max_length=20, choices=Kind.choices)
    value = models.PositiveBigIntegerField(_("number"))
    note = models.CharField(_("source or note"), max_length=LINE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ("kind", "on")
        constraints = (
            models.UniqueConstraint(
                fields=["channel", "kind", "on"], name="figure_once_per_kind_and_day"
            ),
            models.CheckConstraint(
                name="figure_kind_known",
                condition=Q(
                    kind__in=["followers", "posts", "reach", "views", "interactions", "messages"]
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}: {self.value}"


class ChannelSnapshot(models.Model):
    """How a channel looked on a day, as the county gave it; no action changes it afterwards.

    Later evaluation rests on it: `digest` shows that it is what was kept (`evidence`).
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="snapshots")
    taken_on = models.DateField(_("taken on"))
    text = models.TextField(_("text"), max_length=TEXT_LENGTH, blank=True)
    image = models.FileField(_("picture"), upload_to="channels/", blank=True)
    image_type = models.CharField(max_length=20, blank=True)
    alt_text = models.CharField(_("what the picture shows"), max_length=500, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ("-taken_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="snapshot_shows_something", condition=~Q(text="") | ~Q(image="")
            ),
            models.CheckConstraint(
                name="snapshot_picture_is_described", condition=Q(image="") | ~Q(alt_text="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.taken_on}"


class ChannelEvent(models.Model):
    """Who did what to a channel when; read by the county's own people."""

    class What(models.TextChoices):
        RECORDED = "recorded", _("entered")
        EDITED = "edited", _("changed")
        STATE = "state", _("state changed")
        CONFIRMED = "confirmed", _("confirmed")
        FIGURES = "figures", _("figures recorded")
        SNAPSHOT = "snapshot", _("snapshot kept")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    what = models.CharField(max_length=20, choices=What.choices)
    # field: [before, after]; for figures the number of rows.
    changes = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("change of a channel")
        verbose_name_plural = _("changes of channels")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="channel_event_known",
                condition=Q(
                    what__in=["recorded", "edited", "state", "confirmed", "figures", "snapshot"]
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.at:%d.%m.%Y}"


def month_of(day: date) -> date:
    """Return the first of the day's month: channels begin and end in a month."""
    return day.replace(day=1)


VISIBILITIES = [(choice.value, choice.label) for choice in (Visibility.PUBLIC, Visibility.MEMBERS)]
