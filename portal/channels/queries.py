"""Reads that span tables. All start from what the reader may see, field by field."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When

from portal.channels.models import (
    Channel,
    ChannelEvent,
    ChannelFigure,
    ChannelQuerySet,
    ChannelSnapshot,
    Hideable,
    State,
)
from portal.channels.rules import CONFIRM_EVERY, sees_hidden_fields
from portal.members.audiences import Reader
from portal.members.models import ACTIVE_STATUSES, Organisation, User
from portal.taxonomy.models import Platform

# Running channels first, history last.
_BY_STATE = Case(
    *(When(state=state, then=Value(place)) for place, state in enumerate(State.values)),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChannel:
    """A channel as one reader sees it: what is hidden from her is not in it."""

    key: str
    url: str
    organisation: Organisation
    platform: Platform
    name: str
    address: str
    state: str
    state_label: str
    visibility: str
    since: date | None
    until: date | None
    unit: str
    service_hours: str
    netiquette_url: str
    imprint_url: str
    privacy_url: str
    languages: str
    accessibility: str
    lessons: str
    confirmed_at: datetime
    # Names of what is left out, and of what others do not see.
    hidden: frozenset[str]
    members_only: tuple[str, ...]

    @property
    def shows_figures(self) -> bool:
        """Whether this reader sees its figures."""
        return Hideable.FIGURES not in self.hidden

    @property
    def shows_snapshots(self) -> bool:
        """Whether this reader sees its snapshots."""
        return Hideable.SNAPSHOTS not in self.hidden


@dataclass(frozen=True, slots=True)
class PlatformCount:
    """How many member organisations run a platform, and since when the first does."""

    slug: str
    name: str
    number: int
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of the register is asked for; "" means all."""

    platform: str = ""
    land: str = ""
    state: str = ""
    organisation: str = ""

    def condition(self) -> Q:
        """The same as a database condition."""
        wanted = {
            "platform__slug": self.platform,
            "organisation__land": self.land,
            "state": self.state,
            "organisation__slug": self.organisation,
        }
        return Q(**{name: value for name, value in wanted.items() if value})


def shown(channel: Channel, reader: Reader) -> ShownChannel:
    """Return what this reader sees of a channel which she may see."""
    hidden = hidden_fields(channel, reader)

    def seen(field: str) -> str:
        return "" if field in hidden else str(getattr(channel, field))

    return ShownChannel(
        key=channel.key,
        url=channel.get_absolute_url(),
        organisation=channel.organisation,
        platform=channel.platform,
        name=channel.name,
        address=channel.address,
        state=channel.state,
        state_label=str(State(channel.state).label),
        visibility=channel.visibility,
        since=channel.since,
        until=channel.until,
        unit=seen(Hideable.UNIT),
        service_hours=seen(Hideable.SERVICE_HOURS),
        netiquette_url=channel.netiquette_url,
        imprint_url=channel.imprint_url,
        privacy_url=channel.privacy_url,
        languages=channel.languages,
        accessibility=seen(Hideable.ACCESSIBILITY),
        lessons=seen(Hideable.LESSONS),
        confirmed_at=channel.confirmed_at,
        hidden=hidden,
        members_only=tuple(channel.members_only_fields),
    )


def hidden_fields(channel: Channel, reader: Reader) -> frozenset[str]:
    """Name the fields of a channel that this reader does not see."""
    if sees_hidden_fields(reader, channel.organisation_id):
        return frozenset()
    return frozenset(channel.members_only_fields)


def visible_channels(reader: Reader) -> ChannelQuerySet:
    """Return the channels the reader may see, with what their rows show."""
    channels: ChannelQuerySet = Channel.objects.visible_to(reader)
    return channels.select_related("organisation", "platform")


def register(reader: Reader, wanted: Wanted) -> ChannelQuerySet:
    """Return the channels of all who take part: by county, running ones first."""
    channels: ChannelQuerySet = visible_channels(reader).of_participants()
    return channels.filter(wanted.condition()).order_by(
        "organisation__name", "organisation__type_label", _BY_STATE, "platform__name", "pk"
    )


def channels_of(reader: Reader, organisation: Organisation) -> list[ShownChannel]:
    """Return what the reader sees of an organisation's channels, running ones first."""
    channels = visible_channels(reader).filter(organisation=organisation)
    rows = channels.order_by(_BY_STATE, "platform__name", "name", "pk")
    return [shown(channel, reader) for channel in rows]


def platforms_of_organisations(
    reader: Reader, organisation_ids: Iterable[int]
) -> dict[int, list[str]]:
    """Return the names of the platforms each runs now, as far as the reader may know; 1 query."""
    rows = (
        Channel.objects.visible_to(reader)
        .filter(organisation_id__in=list(organisation_ids), state=State.ACTIVE)
        .order_by("platform__name")
        .values_list("organisation_id", "platform__name")
        .distinct()
    )
    platforms: defaultdict[int, list[str]] = defaultdict(list)
    for organisation_id, name in rows:
        platforms[organisation_id].append(name)
    return dict(platforms)


def running_platforms(reader: Reader) -> Iterable[tuple[int, str, str]]:
    """Return who runs what now, as the reader may know: organisation, platform's slug and name."""
    running = Channel.objects.visible_to(reader).filter(state=State.ACTIVE).order_by()
    rows = running.values_list("organisation_id", "platform__slug", "platform__name")
    return rows.distinct()


def members_in(land: str = "") -> int:
    """Count the member organisations, of a Land if one is named."""
    members = Organisation.objects.filter(status=Organisation.Status.MEMBER)
    return members.filter(land=land).count() if land else members.count()


def platform_counts(reader: Reader, land: str = "") -> list[PlatformCount]:
    """Count the members that run each platform now; most used first. One query."""
    rows = (
        Channel.objects.visible_to(reader)
        .filter(Wanted(land=land).condition(), state=State.ACTIVE)
        .filter(organisation__status=Organisation.Status.MEMBER)
        .order_by()
        .values("platform__slug", "platform__name")
        .annotate(number=Count("organisation", distinct=True), first=Min("since"))
        .order_by("-number", "platform__name")
    )
    return [
        PlatformCount(row["platform__slug"], row["platform__name"], row["number"], row["first"])
        for row in rows
    ]


def lands_of_participants() -> list[str]:
    """Return the Länder whose counties take part, as the first digits of their keys."""
    participants = Organisation.objects.filter(status__in=sorted(ACTIVE_STATUSES))
    return list(
        participants.exclude(land="").order_by("land").values_list("land", flat=True).distinct()
    )


def own_organisations(actor: User) -> QuerySet[Organisation]:
    """Return the organisations she acts for, while they take part."""
    mine = [membership.organisation_id for membership in actor.current_memberships]
    return Organisation.objects.filter(pk__in=mine, status__in=sorted(ACTIVE_STATUSES))


def own_channels(actor: User) -> ChannelQuerySet:
    """Return the channels of the organisations she acts for: no others can be changed."""
    channels: ChannelQuerySet = Channel.objects.filter(organisation__in=own_organisations(actor))
    return channels.select_related("organisation", "platform")


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """How many of an organisation's entries nobody has confirmed for a year, and since when."""

    organisation: Organisation
    number: int
    since: datetime


def channels_to_confirm(actor: User, now: datetime) -> list[Unconfirmed]:
    """Return the organisations she keeps the register of whose entries are due; one query."""
    led = {organisation.pk: organisation for organisation in actor.led_organisations}
    due = Channel.objects.filter(
        organisation__in=led, state=State.ACTIVE, confirmed_at__lte=now - CONFIRM_EVERY
    )
    rows = due.order_by().values_list("organisation").annotate(Count("pk"), Min("confirmed_at"))
    return sorted((Unconfirmed(led[pk], *row) for pk, *row in rows), key=lambda one: one.since)


def figures_of(channel_ids: Collection[int]) -> QuerySet[ChannelFigure]:
    """Return figures by kind and day."""
    return ChannelFigure.objects.filter(channel_id__in=channel_ids).order_by("kind", "on")


def snapshots_of(channel_id: int) -> QuerySet[ChannelSnapshot]:
    """Return a channel's snapshots, the latest first."""
    return ChannelSnapshot.objects.filter(channel_id=channel_id)


def snapshot_for(reader: Reader, key: str) -> ChannelSnapshot | None:
    """Return a snapshot if the reader sees its channel's snapshots."""
    found = (
        ChannelSnapshot.objects.select_related("channel")
        .filter(key=key, channel__in=Channel.objects.visible_to(reader))
        .first()
    )
    if found is None or Hideable.SNAPSHOTS in hidden_fields(found.channel, reader):
        return None
    return found


def events_of(channel_id: int, number: int = 20) -> QuerySet[ChannelEvent]:
    """Return the latest changes of a channel."""
    return ChannelEvent.objects.filter(channel_id=channel_id).select_related("actor")[:number]
