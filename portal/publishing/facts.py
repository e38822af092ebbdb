"""What happens to pages; which kind of page it was is in the reference."""

from portal.outbox.facts import Fact


class PagePublished(Fact):
    """A page went live, or a live page was published again in a new state."""


class PageUnpublished(Fact):
    """A page is not live any more: taken back, expired or deleted."""


class PublicationHeld(Fact):
    """A page was due to be published and was not: something keeps it from that."""


class PageMoved(Fact):
    """The address of a page changed."""


class PageRedrawn(Fact):
    """A live page shows something that was changed elsewhere, such as the rights of a picture."""
