"""What administrators do to an installation."""

from portal.outbox.facts import Fact


class DeliveriesTriedAgain(Fact):
    """What could not be delivered to a reaction is tried again; the reference names it."""
