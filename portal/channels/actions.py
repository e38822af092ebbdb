"""What counties do with their part of the register: rule, change, fact, in one transaction each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from portal.channels.evidence import digest_of
from portal.channels.facts import (
    ChannelConfirmed,
    ChannelEdited,
    ChannelRecorded,
    ChannelRemoved,
    ChannelStateChanged,
    FiguresRecorded,
    SnapshotTaken,
)
from portal.channels.links import safe_link
from portal.channels.models import (
    Channel,
    ChannelEvent,
    ChannelFigure,
    ChannelSnapshot,
    Hideable,
    State,
    month_of,
)
from portal.channels.rules import NEXT_STATES, may_keep, may_record_figures, may_remove
from portal.kernel.content import new_key
from portal.kernel.pictures import CleanImage
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.outbox.recording import record
from portal.taxonomy.models import Platform

What = ChannelEvent.What
_LINES = ("name", "unit", "service_hours", "languages")
_TEXTS = ("accessibility", "lessons")
_LINKS = ("address", "netiquette_url", "imprint_url", "privacy_url")
_PLAIN = (*_LINES, *_TEXTS, *_LINKS, "state", "visibility")


class EditConflict(Exception):
    """The channel was changed since the form was opened; what was typed is not lost."""


class AddressTaken(Exception):
    """The county has a channel of this address already."""


class StateConflict(Exception):
    """The channel is in another state by now: somebody was quicker."""


class Incomplete(ValueError):
    """A closed channel says until when it ran and what was learned; others have no end."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A channel as it stands in a form. `since` and `until` count by the month."""

    platform: Platform
    name: str
    address: str = ""
    state: str = State.ACTIVE
    since: date | None = None
    until: date | None = None
    unit: str = ""
    service_hours: str = ""
    netiquette_url: str = ""
    imprint_url: str = ""
    privacy_url: str = ""
    languages: str = ""
    accessibility: str = ""
    lessons: str = ""
    visibility: str = "public"
    members_only_fields: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number that was counted on a day."""

    on: date
    kind: str
    value: int
    note: str = ""


@transaction.atomic
def record_channel(
    *, actor: User, organisation: Organisation, draft: Draft, now: datetime, key: str = ""
) -> Channel:
    """Put a channel into the register. The form's `key` makes sending it twice record once."""
    require(may_keep(actor, organisation))
    # The county's row is the queue: sent twice at the same moment, the second finds the first.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if sent := Channel.objects.filter(key=key).first():
        if sent.organisation_id == organisation.pk and sent.recorded_by_id == actor.pk:
            return sent
        # Keys stand in addresses for all to read: somebody else's makes nothing here.
        key = ""
    channel = Channel(
        key=key or new_key(),
        organisation=organisation,
        state=draft.state,
        recorded_by=actor,
        recorded_at=now,
        confirmed_by=actor,
        confirmed_at=now,
    )
    _write(channel, draft)
    _save(channel)
    _log(channel, actor, What.RECORDED, now)
    record(ChannelRecorded(reference=channel.reference))
    return channel


@transaction.atomic
def edit_channel(
    *, actor: User, channel: Channel, draft: Draft, version: int, now: datetime
) -> Channel:
    """Change an entry; its state has actions of its own. Raises EditConflict, AddressTaken."""
    require(may_keep(actor, channel.organisation))
    locked = _locked(channel)
    if locked.version != version:
        raise EditConflict
    before = _values(locked)
    _write(locked, draft)
    _save_changes(locked, actor, before, now)
    return locked


@transaction.atomic
def change_state(*, actor: User, channel: Channel, to: str, now: datetime) -> Channel:
    """Start, pause or reopen a channel. Raises StateConflict where that cannot follow."""
    require(may_keep(actor, channel.organisation))
    if to == State.CLOSED:
        raise Incomplete(to)
    locked = _locked_for(channel, to)
    if not locked.address:
        raise Incomplete("address")
    locked.until = None
    return _moved(locked, actor, to, now)


@transaction.atomic
def close_channel(
    *, actor: User, channel: Channel, until: date, lessons: str, now: datetime
) -> Channel:
    """Close a channel and say what was learned. Of two closes at once, one is a StateConflict."""
    require(may_keep(actor, channel.organisation))
    locked = _locked_for(channel, State.CLOSED)
    locked.until, locked.lessons = month_of(until), clean_text(lessons).strip()
    if not locked.lessons or (locked.since and locked.until < locked.since):
        raise Incomplete("until, lessons")
    return _moved(locked, actor, State.CLOSED, now)


@transaction.atomic
def confirm_channel(*, actor: User, channel: Channel, now: datetime) -> None:
    """Say that the entry is still right; reminders start anew in a year."""
    require(may_keep(actor, channel.organisation))
    Channel.objects.filter(pk=channel.pk).update(
        confirmed_at=now, confirmed_by=actor, reminders=0, reminded_at=None
    )
    _log(channel, actor, What.CONFIRMED, now)
    record(ChannelConfirmed(reference=channel.reference))


@transaction.atomic
def remove_channel(*, actor: User, channel: Channel, now: datetime) -> None:
    """Take out a wrong entry with all that hangs on it, within a day of making it."""
    require(may_remove(actor, channel, now))
    pictures = [
        (snapshot.image.storage, snapshot.image.name)
        for snapshot in channel.snapshots.exclude(image="")
    ]
    reference = channel.reference
    channel.delete()
    record(ChannelRemoved(reference=reference))
    for storage, name in pictures:
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]  # a callback


@transaction.atomic
def record_figures(
    *, actor: User, channel: Channel, figures: Sequence[Figure], now: datetime
) -> int:
    """Record figures; one of the same kind and day is corrected. Returns how many."""
    require(may_record_figures(actor, channel.organisation))
    rows = [
        ChannelFigure(
            channel=channel,
            on=figure.on,
            kind=figure.kind,
            value=figure.value,
            note=clean_line(figure.note),
        )
        for figure in figures
    ]
    ChannelFigure.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["channel", "kind", "on"],
        update_fields=["value", "note"],
        batch_size=200,
    )
    _log(channel, actor, What.FIGURES, now, {"figures": [0, len(rows)]})
    record(FiguresRecorded(reference=channel.reference))
    return len(rows)


@transaction.atomic
def remove_figure(*, actor: User, figure: ChannelFigure, now: datetime) -> None:
    """Take out a figure of a wrong day; the log keeps what it said."""
    require(may_record_figures(actor, figure.channel.organisation))
    was = {f"{figure.kind} {figure.on.isoformat()}": [figure.value, None]}
    if ChannelFigure.objects.filter(pk=figure.pk).delete()[0]:
        _log(figure.channel, actor, What.FIGURES, now, was)
        record(FiguresRecorded(reference=figure.channel.reference))


@transaction.atomic
def take_snapshot(
    *,
    actor: User,
    channel: Channel,
    taken_on: date,
    text: str,
    now: datetime,
    image: CleanImage | None = None,
    alt_text: str = "",
) -> ChannelSnapshot:
    """Keep how a channel looked on a day; it is never changed afterwards."""
    require(may_keep(actor, channel.organisation))
    snapshot = ChannelSnapshot(
        channel=channel,
        taken_on=taken_on,
        text=clean_text(text).strip(),
        alt_text=clean_line(alt_text),
        kept_at=now,
        kept_by=actor,
    )
    snapshot.digest = digest_of(
        taken_on, snapshot.text, snapshot.alt_text, image.data if image else b""
    )
    if image:
        snapshot.image_type = image.content_type
        snapshot.image.save(
            f"{snapshot.key}.{image.extension}", ContentFile(image.data), save=False
        )
    snapshot.save()
    _log(channel, actor, What.SNAPSHOT, now)
    record(SnapshotTaken(reference=channel.reference))
    return snapshot


@transaction.atomic
def import_channels(
    *, actor: User, organisation: Organisation, drafts: Sequence[Draft], now: datetime
) -> tuple[int, int]:
    """Record and bring in line an organisation's channels, all or none: (new, changed)."""
    require(may_keep(actor, organisation))
    known, new = channels_by_identity(organisation), 0
    for draft in drafts:
        if channel := known.get(identity_of(draft)):
            _import(actor, channel, draft, now)
        else:
            record_channel(actor=actor, organisation=organisation, draft=draft, now=now)
            new += 1
    return new, len(drafts) - new


def identity_of(draft: Draft) -> object:
    """Return by what an imported row names its channel: its address, else platform and name."""
    return (
        safe_link(draft.address) if draft.address else (draft.platform.pk, clean_line(draft.name))
    )


def channels_by_identity(organisation: Organisation) -> dict[object, Channel]:
    """Return an organisation's channels by all that a row may name them by; one query."""
    mine = Channel.objects.filter(organisation=organisation).select_related("platform")
    known: dict[object, Channel] = {}
    for channel in mine:
        known[channel.platform_id, channel.name] = channel
        if channel.address:
            known[channel.address] = channel
    return known


def _import(actor: User, channel: Channel, draft: Draft, now: datetime) -> None:
    locked = _locked(channel)
    if draft.state != locked.state:
        _require_next(locked, draft.state)
    before = _values(locked)
    locked.state = draft.state
    _write(locked, draft)
    _save_changes(locked, actor, before, now)


def _save_changes(channel: Channel, actor: User, before: dict[str, Any], now: datetime) -> None:
    """Save, log and record what differs, if anything does."""
    if changes := _differences(before, _values(channel)):
        channel.version += 1
        _save(channel)
        _log(channel, actor, What.EDITED, now, changes)
        record(ChannelEdited(reference=channel.reference))


def _locked(channel: Channel) -> Channel:
    locked: Channel = (
        Channel.objects.select_for_update(of=("self",))
        .select_related("organisation", "platform")
        .get(pk=channel.pk)
    )
    return locked


def _locked_for(channel: Channel, to: str) -> Channel:
    locked = _locked(channel)
    _require_next(locked, to)
    return locked


def _require_next(channel: Channel, to: str) -> None:
    if to not in NEXT_STATES[channel.state]:
        raise StateConflict(channel.state)


def _moved(channel: Channel, actor: User, to: str, now: datetime) -> Channel:
    changes = {"state": [channel.state, to]}
    channel.state = to
    channel.version += 1
    channel.save()
    _log(channel, actor, What.STATE, now, changes)
    record(ChannelStateChanged(reference=channel.reference))
    return channel


def _write(channel: Channel, draft: Draft) -> None:
    channel.platform = draft.platform
    for field in _LINES:
        setattr(channel, field, clean_line(getattr(draft, field)))
    for field in _TEXTS:
        setattr(channel, field, clean_text(getattr(draft, field)).strip())
    for field in _LINKS:
        link = getattr(draft, field)
        setattr(channel, field, safe_link(link) if link else "")
    channel.since = month_of(draft.since) if draft.since else None
    channel.until = month_of(draft.until) if draft.until else None
    channel.visibility = draft.visibility
    channel.members_only_fields = [
        one for one in Hideable.values if one in draft.members_only_fields
    ]


def _save(channel: Channel) -> None:
    """Save; a second channel of the same address is told from other mistakes."""
    _require_complete(channel)
    taken = Channel.objects.filter(organisation=channel.organisation_id, address=channel.address)
    if channel.address and taken.exclude(pk=channel.pk).exists():
        raise AddressTaken(channel.address)
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError as error:
        if "address_once" in str(error) or "organisation_id, channels_channel.address" in str(
            error
        ):
            raise AddressTaken(channel.address) from None
        raise


def _require_complete(channel: Channel) -> None:
    closed = channel.state == State.CLOSED
    if closed != (channel.until is not None) or (closed and not channel.lessons):
        raise Incomplete("until, lessons")
    if not channel.address and channel.state not in {State.PLANNED, State.CLOSED}:
        raise Incomplete("address")
    if channel.since and channel.until and channel.until < channel.since:
        raise Incomplete("until")


def _values(channel: Channel) -> dict[str, Any]:
    """Return what an edit can change, as the log keeps it."""
    plain = {name: getattr(channel, name) for name in _PLAIN}
    return plain | {
        "platform": channel.platform.slug,
        "since": channel.since and channel.since.isoformat(),
        "until": channel.until and channel.until.isoformat(),
        "members_only_fields": list(channel.members_only_fields),
    }


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def _log(
    channel: Channel,
    actor: User,
    what: ChannelEvent.What,
    now: datetime,
    changes: dict[str, list[Any]] | None = None,
) -> None:
    ChannelEvent.objects.create(
        channel=channel, at=now, actor=actor, what=what, changes=changes or {}
    )
