"""What can happen to a county's channels."""

from dataclasses import dataclass

from portal.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ChannelRecorded(Fact):
    """A county put a channel into the register."""


@dataclass(frozen=True, kw_only=True)
class ChannelEdited(Fact):
    """Somebody changed what the register says about a channel."""


@dataclass(frozen=True, kw_only=True)
class ChannelStateChanged(Fact):
    """A channel was started, paused, closed or opened again."""


@dataclass(frozen=True, kw_only=True)
class ChannelRemoved(Fact):
    """A wrong entry was taken out; its reference leads nowhere now."""


@dataclass(frozen=True, kw_only=True)
class ChannelConfirmed(Fact):
    """A county said that the entry is still right."""


@dataclass(frozen=True, kw_only=True)
class FiguresRecorded(Fact):
    """A channel's figures were added or corrected."""


@dataclass(frozen=True, kw_only=True)
class SnapshotTaken(Fact):
    """A county kept how its channel looked on a day."""


@dataclass(frozen=True, kw_only=True)
class ConfirmationDue(Fact):
    """An organisation (the reference) has channels nobody has confirmed for a year."""
