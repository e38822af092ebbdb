"""The forum's tables."""

from forum.models.care import CannedAnswer, CareAct, StaffNote
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

__all__ = [
    "COMMENT_LENGTH",
    "KIND",
    "TITLE_LENGTH",
    "Answer",
    "CannedAnswer",
    "CareAct",
    "Comment",
    "Question",
    "QuestionQuerySet",
    "Revision",
    "StaffNote",
]
