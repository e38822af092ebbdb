"""What the register knows about people: who entered, changed and confirmed what."""

from collections.abc import Mapping, Sequence

from portal.channels.models import Channel, ChannelEvent, ChannelSnapshot
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField

_THE_REGISTER = "the county's register says that somebody of hers did it, no longer who"

_FIELDS = (
    "channels.Channel.recorded_by",
    "channels.Channel.confirmed_by",
    "channels.ChannelEvent.actor",
    "channels.ChannelSnapshot.kept_by",
)


def _export(person: User) -> Sequence[Mapping[str, object]]:
    """Return what she did in the register, the latest first."""
    events = ChannelEvent.objects.filter(actor=person).select_related("channel__organisation")
    return [
        {
            "what": event.what,
            "at": event.at.isoformat(),
            "channel": event.channel.get_absolute_url(),
        }
        for event in events
    ]


def _erase(person: User) -> None:
    """Forget who it was; channels, snapshots and what changed stay with the county."""
    Channel.objects.filter(recorded_by=person).update(recorded_by=None)
    Channel.objects.filter(confirmed_by=person).update(confirmed_by=None)
    ChannelEvent.objects.filter(actor=person).update(actor=None)
    ChannelSnapshot.objects.filter(kept_by=person).update(kept_by=None)


CHANNELS = PersonalData(
    app="channels",
    fields=tuple(PersonalField(name, OnErasure.PSEUDONYMISE, _THE_REGISTER) for name in _FIELDS),
    export=_export,
    erase=_erase,
)
