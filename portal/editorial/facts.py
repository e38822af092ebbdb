"""What happens on a page's way. The reference is the step, unless it says else."""

from portal.outbox.facts import Fact


class PageHandedIn(Fact):
    """A page was handed in. The reference is the submission."""


class ReviewBegun(Fact):
    """A step waits for those who decide about it."""


class ReviewTaken(Fact):
    """Somebody said that she is looking at it, or does not any more."""


class StepApproved(Fact):
    """A step was agreed to."""


class ChangesWanted(Fact):
    """The page went back to its author."""


class SubmissionEnded(Fact):
    """It was withdrawn, rejected or ended by the moderators. The reference is the submission."""


class PageReleased(Fact):
    """All steps are done. The reference is the submission."""


class SectionNoted(Fact):
    """Somebody noted something on a section. The reference is the submission."""


class NoteSettled(Fact):
    """A note was dealt with. The reference is the submission."""


class OpinionAsked(Fact):
    """Somebody without an account was asked what she thinks. The reference is the opinion."""


class OpinionGiven(Fact):
    """She has said it. The reference is the opinion."""


class OpinionRevoked(Fact):
    """Her link does not work any more. The reference is the opinion."""


class ReviewOverdue(Fact):
    """Nobody has decided in time."""


class ReviewEscalated(Fact):
    """Nobody has decided after the reminder either: the moderators look after it."""
