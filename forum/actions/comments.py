"""Changing a comment and taking it away: its author, for a while."""

from datetime import datetime

from django.db import transaction

from forum.actions.openness import hold_place_of
from forum.actions.posting import EditConflict
from forum.actions.veiling import byline_of_edit
from forum.facts import CommentEdited, CommentRemoved
from forum.models import Comment, Question, Revision
from forum.rules.answering import may_change_comment
from portal.kernel.text import clean_text
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record


@transaction.atomic
def edit_comment(
    *, actor: User, comment: Comment, body: str, version: int, now: datetime
) -> Comment:
    """Change a comment; what it said before stays readable. Raises EditConflict."""
    require(may_change_comment(actor, comment, now))
    question = hold_place_of(comment.answer)
    locked, body = _locked(comment, version), clean_text(body).strip()
    if locked.body != body:
        _keep(question, locked, actor, now)
        locked.body, locked.edited_at = body, now
        locked.version += 1
        locked.save(update_fields=["body", "edited_at", "version"])
        record(CommentEdited(reference=question.reference))
    return locked


@transaction.atomic
def remove_comment(*, actor: User, comment: Comment, version: int, now: datetime) -> None:
    """Take a comment away. Raises EditConflict.

    The history says so; what it said is kept for its county and the moderators.
    """
    require(may_change_comment(actor, comment, now))
    question = hold_place_of(comment.answer)
    locked = _locked(comment, version)
    _keep(question, locked, actor, now)
    locked.body, locked.removed_at = "", now
    locked.version += 1
    locked.save(update_fields=["body", "removed_at", "version"])
    record(CommentRemoved(reference=question.reference))


def _locked(comment: Comment, version: int) -> Comment:
    locked = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if locked.version != version or locked.removed_at:
        raise EditConflict
    return locked


def _keep(question: Question, comment: Comment, editor: User, now: datetime) -> None:
    byline = byline_of_edit(editor, comment)
    revision = Revision.objects.create(
        question=question,
        comment=comment,
        version=comment.version,
        body=comment.body,
        written_at=comment.edited_at or comment.commented_at,
        editor=byline.author,
        replaced_at=now,
    )
    byline.veil(editor, now, revision=revision)
