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
from forum.models.attachments import NAME_LENGTH, Attachment, AttachmentQuerySet
from forum.models.care import CannedAnswer, CareAct, StaffNote
from forum.models.deflection import BeforeAsking, GivenUpQuestion
from forum.models.drafts import NEW_QUESTION, PostDraft, answer_place
from forum.models.mentions import Mention
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
from forum.models.requests import CountyRequest, CountyRequestQuerySet
from forum.models.veils import Veil, VeilLift

__all__ = [
    "COMMENT_LENGTH",
    "KIND",
    "NAME_LENGTH",
    "NEW_QUESTION",
    "NOTE_LENGTH",
    "REMARK_LENGTH",
    "THANKS_LENGTH",
    "TITLE_LENGTH",
    "WORK_LASTS",
    "AffectedCounty",
    "Answer",
    "Attachment",
    "AttachmentQuerySet",
    "BeforeAsking",
    "Bookmark",
    "CannedAnswer",
    "CareAct",
    "Comment",
    "CountyRequest",
    "CountyRequestQuerySet",
    "Following",
    "GivenUpQuestion",
    "HelpfulVote",
    "Mention",
    "OfficialDraft",
    "OfficialDraftQuerySet",
    "OfficialDraftStep",
    "PostDraft",
    "Question",
    "QuestionQuerySet",
    "ReadMark",
    "Revision",
    "StaffNote",
    "Veil",
    "VeilLift",
    "WorkingNote",
    "answer_place",
]
