"""Who may do what with press releases. Pure: what she may see is asked before.

| act                                | who                                                     |
|------------------------------------|---------------------------------------------------------|
| bring a release in, as a draft     | people of the member organisation; moderators for any   |
| read a draft                       | who brought it in, who leads the county, moderators     |
| read it once it waits for its time | everybody of the county as well                         |
| discard a draft                    | who brought it in, who leads the county                 |
| say who answers the press          | who leads the county; moderators for any                |
| publish                            | moderators, in the CMS, and never before the embargo    |
"""

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import active_organisations_of, member_organisations_of
from portal.members.content import Visibility
from portal.members.models import Organisation, User
from portal.members.rules import leads


class Embargoed(Protocol):
    """What is needed to know whether a page may be published now."""

    live: bool
    embargo_until: datetime | None
    go_live_at: datetime | None


class Draft(Protocol):
    """What is needed to know who reads a draft."""

    owner_id: int | None
    visibility: str
    organisation: Organisation
    live: bool
    approved_schedule: bool


def may_bring_in(actor: User, organisation: Organisation) -> Verdict:
    """Counties write; moderators help."""
    if organisation.status != Organisation.Status.MEMBER:
        return refused(_("Only member organisations publish press releases here."))
    if organisation in member_organisations_of(actor) or _moderates(actor):
        return ALLOWED
    return refused(_("You can bring in press releases of your own county only."))


def may_read_draft(reader: User, draft: Draft, *, planned: bool) -> Verdict:
    """Before it is published a release is its county's business, and the moderators'.

    `planned` says that it was released and waits for its time: then the whole county may know.
    """
    if not reader.is_active:
        return refused(_("This account is switched off."))
    own = draft.organisation in active_organisations_of(reader)
    if own and (draft.owner_id == reader.pk or leads(reader, draft.organisation) or planned):
        return ALLOWED
    if _moderates(reader) and (
        draft.visibility != Visibility.COUNTY or draft.owner_id == reader.pk
    ):
        return ALLOWED
    return refused(_("This draft is not meant for you."))


def may_discard(actor: User, draft: Draft) -> Verdict:
    """A draft goes as it came; what is published, or about to be, moderators take back."""
    if draft.live or draft.approved_schedule:
        return refused(_("It is published, or about to be. Please ask the moderators."))
    own = draft.organisation in active_organisations_of(actor)
    if own and (draft.owner_id == actor.pk or leads(actor, draft.organisation)):
        return ALLOWED
    if draft.owner_id == actor.pk and _moderates(actor):
        return ALLOWED
    return refused(_("Only those who brought it in, or lead the county, discard it."))


def may_edit_press_office(actor: User, organisation: Organisation) -> Verdict:
    """It speaks for the county."""
    if leads(actor, organisation) or _moderates(actor):
        return ALLOWED
    return refused(_("Only those who lead the county say who answers the press."))


def may_be_published_now(page: Embargoed, now: datetime) -> Verdict:
    """Never before the embargo ends; what waits for a time that was set for later is fine."""
    until, planned = page.embargo_until, page.go_live_at
    if until is None or until <= now:
        return ALLOWED
    if planned and planned >= until and not page.live:
        return ALLOWED
    return refused(_("The embargo has not ended yet."))


def _moderates(person: User) -> bool:
    return person.is_active and person.is_moderator
