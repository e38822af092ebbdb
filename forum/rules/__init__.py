"""Who may do what in the forum. Pure: whether she may *see* a question is asked before."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User
from portal.members.rules import leads

if TYPE_CHECKING:
    from forum.models import Answer, Question

NOT_A_MEMBER = _(
    "Only people of member organisations write here. Your county's coordinator can help you."
)

OFFICIAL = _("An answer for the county changes by a new draft that somebody else releases.")


def may_write(reader: Reader) -> Verdict:
    """Ask, answer and comment: people of member organisations.

    Whether a question takes posts now is asked of the question: `forum.rules.care.may_post_in`.
    """
    return ALLOWED if member_organisations_of(reader) else refused(NOT_A_MEMBER)


def may_write_for(reader: Reader, organisation: Organisation) -> Verdict:
    """Write in an organisation's name: its own people, while it is a member."""
    if organisation in member_organisations_of(reader):
        return ALLOWED
    return refused(_("You cannot write for this organisation."))


def may_edit(reader: Reader, post: "Question | Answer") -> Verdict:
    """Change a post: its author, who took it over, and who leads the county it belongs to."""
    if getattr(post, "is_official", False):
        return refused(OFFICIAL)
    if not may_write_for(reader, post.written_for):
        return refused(_("Only the county that wrote this can change it."))
    hers = {post.written_by_id, getattr(post, "caretaker_id", None)} - {None}
    if reader.pk in hers or _leads(reader, post.written_for):
        return ALLOWED
    return refused(_("Only its author or your county's coordinator can change this."))


def may_accept(reader: Reader, question: "Question") -> Verdict:
    """Say which answers helped: the people of the county that asked, and moderators."""
    if may_write_for(reader, question.written_for) or _moderates(reader):
        return ALLOWED
    return refused(_("Only the county that asked can accept an answer."))


def may_name_people(reader: Reader) -> bool:
    """Whether the reader sees who wrote: the public sees counties, members see people."""
    return isinstance(reader, User) and bool(member_organisations_of(reader) or _moderates(reader))


def _moderates(reader: Reader) -> bool:
    return isinstance(reader, User) and reader.is_active and reader.is_moderator


def _leads(reader: Reader, organisation: Organisation) -> bool:
    return isinstance(reader, User) and leads(reader, organisation)
