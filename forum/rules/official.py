"""Who may do what with an answer for the county: written by one person, released by another."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from forum.rules import may_write_for
from forum.rules.states import DraftState
from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Membership, Organisation, User

if TYPE_CHECKING:
    from forum.models import OfficialDraft


def releases(membership: Membership) -> bool:
    """Whether she may publish in the organisation's name what a colleague wrote."""
    return membership.may_release or membership.leads


def may_see_draft(reader: Reader, draft: "OfficialDraft") -> bool:
    """Its county's people; moderators once it is published, with the names of both persons."""
    if draft.organisation in member_organisations_of(reader):
        return True
    moderates = isinstance(reader, User) and reader.is_active and reader.is_moderator
    return moderates and draft.state == DraftState.RELEASED


def may_work_on_draft(reader: Reader, draft: "OfficialDraft") -> Verdict:
    """Write, submit, take back and discard: the people of the county it will speak for."""
    return may_write_for(reader, draft.organisation)


def may_return(reader: Reader, draft: "OfficialDraft") -> Verdict:
    """Give a draft back with a remark: whoever may release for the county."""
    if not may_work_on_draft(reader, draft):
        return may_work_on_draft(reader, draft)
    if _holds_the_right(reader, draft.organisation):
        return ALLOWED
    return refused(_("Only who may release for your county decides about a draft."))


def may_release(reader: Reader, draft: "OfficialDraft", writers: Collection[int]) -> Verdict:
    """Publish a draft: whoever may release for the county and has written none of it."""
    if reader.pk in writers:
        return refused(
            _("You wrote this, or a part of it. Somebody else must release it for the county.")
        )
    return may_return(reader, draft)


def _holds_the_right(reader: Reader, organisation: Organisation) -> bool:
    return isinstance(reader, User) and any(
        releases(membership)
        for membership in reader.current_memberships
        if membership.organisation_id == organisation.pk
    )
