"""What happened to the synonyms."""

from portal.outbox.facts import Fact


class SynonymsSaved(Fact):
    """A curator entered synonyms, or changed them."""


class SynonymsRemoved(Fact):
    """A curator took synonyms away."""
