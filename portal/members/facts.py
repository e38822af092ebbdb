"""What happens to organisations."""

from portal.outbox.facts import Fact


class OrganisationPlaced(Fact):
    """An organisation applied, joined, paused or left: its status is another one."""
