"""The forum's tables."""

from forum.models.answering import (
    REMARK_LENGTH,
    WORK_LASTS,
    AffectedCounty,
    HelpfulVote,
    OfficialDraft,
    OfficialDraftQuerySet,
    OfficialDraftStep,
    WorkingNote,
)
from forum.models.care import CannedAnswer, CareAct, StaffNote
from forum.models.posts import (
    COMMENT_LENGTH,
    KIND,
    THANKS_LENGTH,
    TITLE_LENGTH,
    Answer,
    Comment,
    Question,
    QuestionQuerySet,
    Revision,
)
from forum.models.reading import NOTE_LENGTH, Bookmark, Following, ReadMark
from forum.models.requests import REASON_LENGTH, CountyRequest, CountyRequestQuerySet

__all__ = [
    "COMMENT_LENGTH",
    "KIND",
    "NOTE_LENGTH",
    "REASON_LENGTH",
    "REMARK_LENGTH",
    "THANKS_LENGTH",
    "TITLE_LENGTH",
    "WORK_LASTS",
    "AffectedCounty",
    "Answer",
    "Bookmark",
    "CannedAnswer",
    "CareAct",
    "Comment",
    "CountyRequest",
    "CountyRequestQuerySet",
    "Following",
    "HelpfulVote",
    "OfficialDraft",
    "OfficialDraftQuerySet",
    "OfficialDraftStep",
    "Question",
    "QuestionQuerySet",
    "ReadMark",
    "Revision",
    "StaffNote",
    "WorkingNote",
]
