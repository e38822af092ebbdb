"""What happens to a county's working copy of a guideline. The reference is the copy."""

from portal.outbox.facts import Fact


class CopyBegun(Fact):
    """A county took a guideline over."""


class StepMarked(Fact):
    """A step was ticked off, opened again, or does not apply."""


class StepPlanned(Fact):
    """A step's note, who looks after it, or until when, was changed."""


class ChangesAccepted(Fact):
    """What is new in the guideline was taken over into the copy."""


class CopyFinished(Fact):
    """The county is done with it."""


class CopyReopened(Fact):
    """The county goes on with it."""


class CopyDeleted(Fact):
    """The copy is gone, with its notes."""
