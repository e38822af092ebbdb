"""Who may say what helped, whom it concerns, and that somebody is at work. Pure."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from forum.rules import may_write, may_write_for
from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User

if TYPE_CHECKING:
    from forum.models import Answer, Comment, Question, WorkingNote

# As long as a comment may be a slip of the tongue; later, others have answered it.
COMMENT_CHANGES_WITHIN = timedelta(hours=24)


def may_vote(reader: Reader, answer: "Answer") -> Verdict:
    """Find an answer helpful: people of the other member organisations."""
    if verdict := may_write(reader):
        own = [organisation.pk for organisation in member_organisations_of(reader)]
        if answer.written_for.pk not in own:
            return ALLOWED
        return refused(_("Your own county's answers are for others to find helpful."))
    return verdict


def may_say_affected(reader: Reader, organisation: Organisation, question: "Question") -> Verdict:
    """Say that a question concerns one's county, too."""
    if organisation.pk == question.written_for.pk:
        return refused(_("Your county asked this itself."))
    return may_write_for(reader, organisation)


def may_end_work(reader: Reader, note: "WorkingNote") -> Verdict:
    """Say that nobody is writing any more: whoever said so, and her colleagues."""
    return may_write_for(reader, note.organisation)


def may_change_comment(reader: Reader, comment: "Comment", now: datetime) -> Verdict:
    """Change or take away a comment: its author, for a while."""
    if not isinstance(reader, User) or comment.written_by_id != reader.pk:
        return refused(_("Only its author can change a comment."))
    if comment.commented_at <= now - COMMENT_CHANGES_WITHIN:
        return refused(_("A comment can be changed for a day. Please write another one."))
    return may_write_for(reader, comment.written_for)
