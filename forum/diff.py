"""What changed in a question and its posts, edit by edit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forum.models import Answer, Comment, Question, Revision
from portal.kernel.diff import Piece, compare
from portal.members.models import User


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: of the question, or of an answer or a comment where there is one."""

    question: Question
    answer: Answer | None
    comment: Comment | None
    editor: User | None
    at: datetime
    title: tuple[Piece, ...]
    body: tuple[Piece, ...]

    @property
    def removed(self) -> bool:
        """Whether this is an earlier version of a comment that is not there any more."""
        return self.comment is not None and self.comment.removed_at is not None


def changes(question: Question, revisions: Iterable[Revision]) -> list[Change]:
    """Return the edits of a question and its posts, the latest first."""
    later: dict[tuple[int | None, int | None], tuple[str, str]] = {}
    made = []
    for revision in sorted(revisions, key=lambda one: one.version, reverse=True):
        post = (revision.answer_id, revision.comment_id)
        title, body = later.get(post) or _now(question, revision)
        later[post] = (revision.title, revision.body)
        made.append(
            Change(
                question=question,
                answer=revision.answer,
                comment=revision.comment,
                editor=revision.editor,
                at=revision.replaced_at,
                title=tuple(compare(revision.title, title)) if revision.title != title else (),
                body=tuple(compare(revision.body, body)),
            )
        )
    return sorted(made, key=lambda change: change.at, reverse=True)


def changes_with_merged(question: Question, merged: Iterable[Question]) -> list[Change]:
    """Return the edits of a question and of those that became part of it, the latest first."""
    made = [
        change
        for one in (question, *merged)
        for change in changes(
            one,
            one.revisions.select_related("editor", "answer__organisation", "comment__organisation"),
        )
    ]
    return sorted(made, key=lambda change: change.at, reverse=True)


def _now(question: Question, revision: Revision) -> tuple[str, str]:
    if revision.comment:
        return "", revision.comment.body
    return ("", revision.answer.body) if revision.answer else (question.title, question.body)
