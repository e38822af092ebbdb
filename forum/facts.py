"""What can happen in the forum. A fact's reference is the question, unless it says otherwise."""

from dataclasses import dataclass

from portal.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Fact):
    """A county asked."""


@dataclass(frozen=True, kw_only=True)
class QuestionEdited(Fact):
    """Somebody changed a question's words, topics or readers."""


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Fact):
    """A county answered."""


@dataclass(frozen=True, kw_only=True)
class AnswerEdited(Fact):
    """Somebody changed an answer."""


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(Fact):
    """The asking county accepted an answer."""


@dataclass(frozen=True, kw_only=True)
class AcceptanceWithdrawn(Fact):
    """The asking county took its acceptance back."""


@dataclass(frozen=True, kw_only=True)
class CommentAdded(Fact):
    """Somebody commented on an answer."""


@dataclass(frozen=True, kw_only=True)
class QuestionHandedOver(Fact):
    """Whoever looked after a question has left, and somebody else does."""


@dataclass(frozen=True, kw_only=True)
class VeilLifted(Fact):
    """A moderator looked who asked confidentially."""


@dataclass(frozen=True, kw_only=True)
class QuestionImported(Fact):
    """A question came with an import, or came again changed."""


@dataclass(frozen=True, kw_only=True)
class QuestionClosed(Fact):
    """A moderator, or the county that asked, closed a question."""


@dataclass(frozen=True, kw_only=True)
class QuestionReopened(Fact):
    """A closed question is open again."""


@dataclass(frozen=True, kw_only=True)
class QuestionLocked(Fact):
    """A moderator lets nobody post to a question."""


@dataclass(frozen=True, kw_only=True)
class QuestionUnlocked(Fact):
    """A moderator lets people post to a question again."""


@dataclass(frozen=True, kw_only=True)
class QuestionPinned(Fact):
    """A moderator put a question on top of the list until a day."""


@dataclass(frozen=True, kw_only=True)
class QuestionUnpinned(Fact):
    """A question is no longer on top: its day is over, or a moderator took it down."""


@dataclass(frozen=True, kw_only=True)
class QuestionMovedToTopics(Fact):
    """A moderator gave a question other topics or channels."""


@dataclass(frozen=True, kw_only=True)
class QuestionOutdated(Fact):
    """A moderator said that a question does not hold any more, and perhaps what does."""


@dataclass(frozen=True, kw_only=True)
class QuestionUpToDate(Fact):
    """A moderator said that a question holds again."""


@dataclass(frozen=True, kw_only=True)
class QuestionMerged(Fact):
    """A question became part of another one; its county is to be told."""


@dataclass(frozen=True, kw_only=True)
class QuestionAbsorbed(Fact):
    """What hung on another question hangs on this one now."""


@dataclass(frozen=True, kw_only=True)
class AnswerSplitOff(Fact):
    """An answer to this question became a question of its own."""


@dataclass(frozen=True, kw_only=True)
class QuestionSplitOff(Fact):
    """This question was an answer to another one; its county is to be told."""


@dataclass(frozen=True, kw_only=True)
class CareUndone(Fact):
    """An act of the moderators on this question was undone."""


@dataclass(frozen=True, kw_only=True)
class StaffNoteWritten(Fact):
    """A moderator noted something about a question for the others."""


@dataclass(frozen=True, kw_only=True)
class StaffNoteRemoved(Fact):
    """A moderator took her note away."""


@dataclass(frozen=True, kw_only=True)
class CannedAnswerSaved(Fact):
    """A moderator wrote a canned answer, or changed it."""


@dataclass(frozen=True, kw_only=True)
class CannedAnswerRemoved(Fact):
    """A moderator took a canned answer away."""


class CommentEdited(Fact):
    """Somebody changed her comment."""


@dataclass(frozen=True, kw_only=True)
class CommentRemoved(Fact):
    """Somebody took her comment away."""


@dataclass(frozen=True, kw_only=True)
class AnswerThanked(Fact):
    """Thanks were said for an accepted answer, or changed."""


@dataclass(frozen=True, kw_only=True)
class AnswerFoundHelpful(Fact):
    """Somebody found an answer helpful."""


@dataclass(frozen=True, kw_only=True)
class HelpfulTakenBack(Fact):
    """Somebody took her vote back."""


@dataclass(frozen=True, kw_only=True)
class CountyAffected(Fact):
    """Another county said that the question concerns it, too."""


@dataclass(frozen=True, kw_only=True)
class CountyNotAffected(Fact):
    """A county took that back."""


@dataclass(frozen=True, kw_only=True)
class WorkBegun(Fact):
    """Somebody is writing an answer for her county."""


@dataclass(frozen=True, kw_only=True)
class WorkEnded(Fact):
    """Somebody of the county said that nobody is writing any more."""


@dataclass(frozen=True, kw_only=True)
class OfficialAnswerReleased(Fact):
    """A county answered in its own name."""


@dataclass(frozen=True, kw_only=True)
class OfficialDraftBegun(Fact):
    """A draft in a county's name was begun. From here on the reference is the draft."""


@dataclass(frozen=True, kw_only=True)
class OfficialDraftSubmitted(Fact):
    """A draft waits for somebody who releases it."""


@dataclass(frozen=True, kw_only=True)
class OfficialDraftTakenBack(Fact):
    """A draft does not wait for release any more: it is being written again."""


@dataclass(frozen=True, kw_only=True)
class OfficialDraftReturned(Fact):
    """A draft came back with a remark."""


@dataclass(frozen=True, kw_only=True)
class OfficialDraftDiscarded(Fact):
    """A draft was given up."""


@dataclass(frozen=True, kw_only=True)
class OfficialDraftHandedOver(Fact):
    """Somebody else looks after a draft, because its author leaves the county."""
