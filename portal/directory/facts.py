"""What happens to profiles."""

from portal.outbox.facts import Fact


class ProfileEdited(Fact):
    """An organisation says something else about itself."""


class PersonProfileEdited(Fact):
    """Somebody changed what members may see of her."""
