"""Who may look after an organisation's people. Whether she may know of it is asked before."""

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.models import ACTIVE_STATUSES, LEADING, Membership, Organisation, User
from portal.members.rules import leads

MOST_OPEN = 200


def may_see_people(actor: User, organisation: Organisation) -> bool:
    """Everybody of an organisation that takes part knows who else acts for it; so do moderators."""
    own = organisation.status in ACTIVE_STATUSES and any(
        one.organisation_id == organisation.pk for one in actor.current_memberships
    )
    return actor.is_active and (actor.is_moderator or own)


def may_look_after_people(actor: User, organisation: Organisation) -> Verdict:
    """Coordinators and deputies do; for an organisation nobody leads, moderators do."""
    if organisation.status not in ACTIVE_STATUSES:
        return refused(_("This organisation takes no part at the moment."))
    if leads(actor, organisation) or (actor.is_active and actor.is_moderator):
        return ALLOWED
    return refused(_("Your county's coordinator does this. She is named on this page."))


def may_take_addresses(actor: User) -> Verdict:
    """Take the working group's address list away: those who run the group."""
    if actor.is_active and actor.is_moderator:
        return ALLOWED
    return refused(_("Only moderators take the working group's address list away."))


def may_invite(actor: User, organisation: Organisation, open_invitations: int) -> Verdict:
    """Invite somebody: there is a bound, so that no account floods mailboxes."""
    if open_invitations >= MOST_OPEN:
        return refused(_("Many invitations are open already. Please revoke some first."))
    return may_look_after_people(actor, organisation)


def may_change_role(actor: User, membership: Membership, leaders_left: int) -> Verdict:
    """Change a role; `leaders_left`: how many others lead. Deputies do not demote coordinators."""
    allowed = may_look_after_people(actor, membership.organisation)
    if not allowed:
        return allowed
    if membership.role == Membership.Role.COORDINATOR and not _outranks(actor, membership):
        return refused(_("Only a coordinator changes the role of a coordinator."))
    if membership.role in LEADING and not leaders_left:
        return refused(_("Somebody must look after your organisation. Name another one first."))
    return ALLOWED


def may_give_role(actor: User, organisation: Organisation, role: str) -> Verdict:
    """Give a role: nobody gives more than she has."""
    if role != Membership.Role.COORDINATOR or actor.is_moderator:
        return ALLOWED
    if any(
        one.organisation_id == organisation.pk and one.role == Membership.Role.COORDINATOR
        for one in actor.current_memberships
    ):
        return ALLOWED
    return refused(_("Only a coordinator names another coordinator."))


def _outranks(actor: User, membership: Membership) -> bool:
    return bool(may_give_role(actor, membership.organisation, Membership.Role.COORDINATOR))


def may_remove(actor: User, membership: Membership) -> Verdict:
    """End somebody's acting for an organisation; her own end is `leave`."""
    if membership.user_id == actor.pk:
        return refused(_("To leave yourself, please use “Leave the organisation”."))
    allowed = may_look_after_people(actor, membership.organisation)
    if allowed and membership.role == Membership.Role.COORDINATOR:
        if _outranks(actor, membership):
            return ALLOWED
        return refused(_("Only a coordinator removes a coordinator."))
    return allowed


def may_succeed(successor: User, membership: Membership) -> Verdict:
    """Take over from somebody: a colleague of the same organisation."""
    colleague = any(
        one.organisation_id == membership.organisation_id for one in successor.current_memberships
    )
    if successor.is_active and colleague and successor.pk != membership.user_id:
        return ALLOWED
    return refused(_("Please choose a colleague of the same organisation."))
