"""What can happen in the forum. Every fact's reference is the question: it is found as a whole."""

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
class VeilLifted(Fact):
    """A moderator looked who asked confidentially."""


@dataclass(frozen=True, kw_only=True)
class QuestionImported(Fact):
    """A question came with an import, or came again changed."""
