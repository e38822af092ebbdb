"""A county's part of the register: channels with figures and history, snapshots with pictures."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.channels.evidence import is_unchanged
from portal.channels.facts import ChannelRecorded
from portal.channels.models import Channel, ChannelEvent, ChannelFigure, ChannelSnapshot
from portal.kernel.batches import in_batches
from portal.kernel.pictures import MOST_PIXELS
from portal.members.estates import (
    Arrival,
    BadPackage,
    Departure,
    Estate,
    Kind,
    PersonRef,
    Row,
    Text,
    Word,
)
from portal.members.estates.arrival import check_fields
from portal.members.estates.rows import values_of
from portal.members.models import Organisation
from portal.outbox.recording import record
from portal.taxonomy.imports import words_for
from portal.taxonomy.models import Platform


class FigureRow(Row):
    """A number counted on a day."""

    on: date
    kind: str
    value: int
    note: Text


class ChannelEventRow(Row):
    """Who did what to the entry."""

    at: datetime
    actor: PersonRef | None
    what: str
    changes: dict[str, list[Any]]


class ChannelRow(Row):
    """An entry of the register."""

    key: str
    visibility: str
    platform: Word
    name: Text
    address: str
    state: str
    since: date | None
    until: date | None
    unit: Text
    service_hours: Text
    netiquette_url: str
    imprint_url: str
    privacy_url: str
    languages: Text
    accessibility: Text
    lessons: Text
    members_only_fields: list[str]
    recorded_at: datetime
    recorded_by: PersonRef | None
    confirmed_at: datetime
    confirmed_by: PersonRef | None
    reminders: int
    reminded_at: datetime | None
    version: int
    figures: list[FigureRow]
    events: list[ChannelEventRow]


class SnapshotRow(Row):
    """How a channel looked on a day; `digest` shows that nothing of it was changed."""

    key: str
    channel: str
    taken_on: date
    text: Text
    alt_text: Text
    # Its place in the package; empty: there is none; null: it was lost.
    image: str | None
    image_type: str
    digest: str
    kept_at: datetime
    kept_by: PersonRef | None


_PLAIN = tuple(
    ChannelRow.model_fields.keys()
    - {"platform", "recorded_by", "confirmed_by", "figures", "events"}
)
_FIGURE = tuple(FigureRow.model_fields)
_SNAPSHOT = ("key", "taken_on", "text", "alt_text", "image_type", "digest", "kept_at")


def _channels(departure: Departure) -> Iterator[ChannelRow]:
    channels = Channel.objects.filter(organisation=departure.organisation)
    read = channels.select_related("platform", "recorded_by", "confirmed_by").prefetch_related(
        "figures", "events__actor"
    )
    for one in in_batches(read):
        events = sorted(one.events.all(), key=lambda event: event.pk)
        yield ChannelRow(
            platform=Word(slug=one.platform.slug, name=one.platform.name),
            recorded_by=departure.person(one.recorded_by),
            confirmed_by=departure.person(one.confirmed_by),
            figures=[FigureRow(**values_of(figure, _FIGURE)) for figure in one.figures.all()],
            events=[_event(event, departure) for event in events],
            **values_of(one, _PLAIN),
        )


def _event(one: ChannelEvent, departure: Departure) -> ChannelEventRow:
    return ChannelEventRow(
        at=one.at, actor=departure.person(one.actor), what=one.what, changes=one.changes
    )


def _take_channel(row: ChannelRow, arrival: Arrival) -> int:
    (platform,) = words_for(Platform, [row.platform])
    channel = Channel(
        organisation=arrival.organisation,
        platform=platform,
        recorded_by=arrival.person(row.recorded_by),
        confirmed_by=arrival.person(row.confirmed_by),
        **values_of(row, _PLAIN),
    )
    check_fields(channel)
    channel.save(force_insert=True)
    ChannelFigure.objects.bulk_create(
        [ChannelFigure(channel=channel, **values_of(one, _FIGURE)) for one in row.figures],
        batch_size=200,
    )
    ChannelEvent.objects.bulk_create(
        [
            ChannelEvent(
                channel=channel, actor=arrival.person(one.actor), at=one.at, what=one.what,
                changes=one.changes,
            )
            for one in row.events
        ],
        batch_size=200,
    )  # fmt: skip
    record(ChannelRecorded(reference=channel.reference))
    return channel.pk


def _snapshots(departure: Departure) -> Iterator[SnapshotRow]:
    snapshots = ChannelSnapshot.objects.filter(channel__organisation=departure.organisation)
    for one in in_batches(snapshots.select_related("channel", "kept_by")):
        image = departure.file("channel_snapshot", one.key, one.image) if one.image else ""
        if image is None and not one.text:
            continue
        yield SnapshotRow(
            channel=one.channel.key,
            image=image,
            kept_by=departure.person(one.kept_by),
            **values_of(one, _SNAPSHOT),
        )


def _take_snapshot(row: SnapshotRow, arrival: Arrival) -> int:
    """Keep a snapshot as it was; one that is not what was kept is not taken in."""
    channel = Channel.objects.filter(key=row.channel, organisation=arrival.organisation).first()
    if channel is None:
        raise BadPackage(_("A snapshot belongs to no channel of the package."))
    snapshot = ChannelSnapshot(
        channel=channel, kept_by=arrival.person(row.kept_by), **values_of(row, _SNAPSHOT)
    )
    check_fields(snapshot)
    if row.image:
        arrival.require_picture(row.image, MOST_PIXELS)
        arrival.store(snapshot.image, row.image.rpartition("/")[2], row.image)
    if row.image is not None and not is_unchanged(snapshot):
        raise BadPackage(_("The snapshot %s is not what was kept: its digest differs.") % row.key)
    snapshot.save(force_insert=True)
    return snapshot.pk


def _people(organisation: Organisation) -> set[int]:
    """Return who ever kept the county's register: only its own people do."""
    mine = Channel.objects.filter(organisation=organisation)
    named = {
        *mine.values_list("recorded_by", flat=True),
        *mine.values_list("confirmed_by", flat=True),
        *ChannelEvent.objects.filter(channel__in=mine).values_list("actor", flat=True).distinct(),
        *ChannelSnapshot.objects.filter(channel__in=mine).values_list("kept_by", flat=True),
    }
    return {pk for pk in named if pk is not None}


CHANNELS = Estate(
    app="channels",
    people=_people,
    kinds=(
        Kind(
            name="channel",
            label=gettext_lazy("Channels with figures"),
            record=ChannelRow,
            tables=("channels.Channel", "channels.ChannelFigure", "channels.ChannelEvent"),
            rows=_channels,
            take_in=_take_channel,
            line=lambda row: f"{row.platform.name}: {row.name}",
            count=lambda organisation: Channel.objects.filter(organisation=organisation).count(),
        ),
        Kind(
            name="channel_snapshot",
            label=gettext_lazy("Snapshots of channels"),
            record=SnapshotRow,
            tables=("channels.ChannelSnapshot",),
            rows=_snapshots,
            take_in=_take_snapshot,
            line=lambda row: f"{row.taken_on:%d.%m.%Y}",
            count=lambda organisation: ChannelSnapshot.objects.filter(
                channel__organisation=organisation
            ).count(),
        ),
    ),
)
