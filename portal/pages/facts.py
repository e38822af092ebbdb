"""What happens to press releases before they are pages that were published."""

from portal.outbox.facts import Fact


class ReleaseBroughtIn(Fact):
    """The text of a press release became a draft."""


class ReleaseDiscarded(Fact):
    """A draft of a press release was thrown away by those who brought it in."""


class PressOfficeEdited(Fact):
    """A county changed what it says about itself, or whom the press may ask."""
