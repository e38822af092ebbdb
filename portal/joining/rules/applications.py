"""Who may apply, and who decides. The group's own rules of procedure are in the settings."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.joining.models import MembershipApplication
from portal.joining.rules.states import State
from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader
from portal.members.models import Organisation, User


def may_apply_for(organisation: Organisation) -> Verdict:
    """Apply for a county; what only members may know of it makes no difference here."""
    if organisation.kind != Organisation.Kind.COUNTY:
        return refused(_("Only counties apply. Partners are invited by the group."))
    if organisation.status == Organisation.Status.MEMBER:
        return refused(_("This county is a member already. Please ask to join it."))
    return ALLOWED


def may_handle(actor: User, application: MembershipApplication) -> Verdict:
    """Ask back, put to the vote, refuse: moderators, except for a county of their own."""
    if not (actor.is_active and actor.is_moderator):
        return refused(_("Moderators look after applications."))
    if application.organisation_id in {one.organisation_id for one in actor.current_memberships}:
        return refused(_("You act for this county yourself: another moderator decides."))
    return ALLOWED


def may_admit(actor: User, application: MembershipApplication) -> Verdict:
    """Admit without a vote, where the group's rules leave that to the moderators."""
    if settings.ADMISSION_BY_VOTE:
        return refused(_("In this group the member counties vote. Please open the vote."))
    return may_handle(actor, application)


def may_vote_for(actor: User, organisation: Organisation) -> Verdict:
    """Cast a member county's vote: whoever leads it."""
    if organisation.status != Organisation.Status.MEMBER or organisation not in voters(actor):
        return refused(_("Coordinators vote for their member county."))
    return ALLOWED


def voters(actor: Reader) -> tuple[Organisation, ...]:
    """Return the member counties in whose name the actor may vote."""
    if not isinstance(actor, User) or not actor.is_active:
        return ()
    return tuple(
        organisation
        for organisation in actor.led_organisations
        if organisation.status == Organisation.Status.MEMBER
        and organisation.kind == Organisation.Kind.COUNTY
    )


def may_see_applications(actor: Reader) -> bool:
    """Know of the desk at all: moderators, and those who vote."""
    return (
        isinstance(actor, User) and actor.is_active and (actor.is_moderator or bool(voters(actor)))
    )


def may_see_application(actor: Reader, application: MembershipApplication) -> bool:
    """Know of an application: moderators of all, voters of what was put to the vote."""
    if isinstance(actor, User) and actor.is_active and actor.is_moderator:
        return True
    was_voted_on = application.quorum is not None
    return was_voted_on and bool(voters(actor))


def outcome_of(yes: int, no: int, votes: int, quorum: int) -> State:
    """Return where a finished vote leads: too few votes back to the moderators, a tie to no."""
    if votes < quorum:
        return State.SUBMITTED
    return State.APPROVED if yes > no else State.REFUSED
