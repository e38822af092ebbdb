"""Who may do what in the channel register. Pure: what she may see is asked before.

| act                                            | who                                          |
|------------------------------------------------|----------------------------------------------|
| add, edit, pause, close, confirm, import, keep | the organisation's coordinator or deputy     |
| record and remove figures                      | everybody who acts for the organisation      |
| remove a wrong entry                           | who made it, within a day, while she keeps it |

All of this while the organisation is a member or a guest. Moderators and administrators read.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import MEMBERS, Reader, organisation_token, tokens_of
from portal.members.models import Organisation, User
from portal.members.rules import leads

if TYPE_CHECKING:
    from portal.channels.models import Channel

REMOVABLE_FOR = timedelta(hours=24)
# How long an entry counts as right once its county has confirmed it.
CONFIRM_EVERY = timedelta(days=365)

# Which state may follow which.
NEXT_STATES: dict[str, frozenset[str]] = {
    "planned": frozenset({"active", "closed"}),
    "active": frozenset({"paused", "closed"}),
    "paused": frozenset({"active", "closed"}),
    "closed": frozenset({"active"}),
}


def may_keep(actor: Reader, organisation: Organisation) -> Verdict:
    """Keep the organisation's part of the register."""
    if isinstance(actor, User) and leads(actor, organisation):
        return ALLOWED
    return refused(_("Only your county's coordinator or deputy keeps its channels."))


def may_record_figures(actor: Reader, organisation: Organisation) -> Verdict:
    """Record figures: a colleague who counts need not be the coordinator."""
    if acts_for(actor, organisation.pk):
        return ALLOWED
    return refused(_("Only the county itself records figures of its channels."))


def may_remove(actor: Reader, channel: "Channel", now: datetime) -> Verdict:
    """Take out a wrong entry; an older one is history and gets closed instead."""
    if not may_keep(actor, channel.organisation):
        return may_keep(actor, channel.organisation)
    if channel.recorded_by_id != actor.pk:
        return refused(_("Only who made this entry can remove it. You can close the channel."))
    if now - channel.recorded_at > REMOVABLE_FOR:
        return refused(_("An entry can be removed for 24 hours. Please close the channel instead."))
    return ALLOWED


def acts_for(actor: Reader, organisation_id: int) -> bool:
    """Whether the actor is one of the organisation's own people, while it takes part."""
    return organisation_token(organisation_id) in tokens_of(actor)


def sees_hidden_fields(reader: Reader, organisation_id: int) -> bool:
    """Whether she reads what a channel shows to members only: members, and the own people."""
    return MEMBERS in tokens_of(reader) or acts_for(reader, organisation_id)
