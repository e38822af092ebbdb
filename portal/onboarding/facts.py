"""What happens on a county's way into the group."""

from portal.outbox.facts import Fact


class PathBegun(Fact):
    """Somebody of a member county begins; with the first one the county does."""


class AssessmentCompleted(Fact):
    """A county assessed itself for the first time."""


class MentorshipMoved(Fact):
    """A mentorship was proposed, agreed to, declined, ended, or ran out (an event says which)."""


class MeetingSuggested(Fact):
    """A county suggested an exchange meeting to its mentor."""


class NudgeDue(Fact):
    """Somebody has a step before her that nobody has done."""
