"""What happened to the recommendations."""

from portal.outbox.facts import Fact


class BestBetSaved(Fact):
    """A curator recommended a page for a search, or changed that."""


class BestBetRemoved(Fact):
    """A curator took a recommendation away."""
