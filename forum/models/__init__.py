"""The forum's tables."""

from forum.models.attachments import NAME_LENGTH, Attachment, AttachmentQuerySet
from forum.models.drafts import NEW_QUESTION, PostDraft, answer_place
from forum.models.mentions import Mention
from forum.models.posts import (
    COMMENT_LENGTH,
    KIND,
    TITLE_LENGTH,
    Answer,
    Comment,
    Question,
    QuestionQuerySet,
    Revision,
)
from forum.models.veils import REASON_LENGTH, Veil, VeilLift

__all__ = [
    "COMMENT_LENGTH",
    "KIND",
    "NAME_LENGTH",
    "NEW_QUESTION",
    "REASON_LENGTH",
    "TITLE_LENGTH",
    "Answer",
    "Attachment",
    "AttachmentQuerySet",
    "Comment",
    "Mention",
    "PostDraft",
    "Question",
    "QuestionQuerySet",
    "Revision",
    "Veil",
    "VeilLift",
    "answer_place",
]
