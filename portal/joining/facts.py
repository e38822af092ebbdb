"""What happens when organisations and people join and leave."""

from portal.outbox.facts import Fact


class PersonInvited(Fact):
    """A link went, or goes again, to somebody's address."""


class PersonJoined(Fact):
    """Somebody accepted an invitation."""


class RoleChanged(Fact):
    """Somebody has another role in an organisation."""


class PersonLeft(Fact):
    """Somebody does not act for an organisation any more."""
