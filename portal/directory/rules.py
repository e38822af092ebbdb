"""Who may say what about whom. Whether she may see it is asked before."""

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.models import ACTIVE_STATUSES, Membership, Organisation, User
from portal.members.rules import leads


def may_edit_profile(actor: User, organisation: Organisation) -> Verdict:
    """Say something in the organisation's name: those who lead it, while it takes part."""
    if leads(actor, organisation):
        return ALLOWED
    return refused(_("Only your county's coordinator or deputy edits its profile."))


def may_edit_own_profile(actor: User, membership: Membership) -> Verdict:
    """Consent is one's own: nobody gives or withdraws it for somebody else."""
    if (
        actor.is_active
        and membership.user_id == actor.pk
        and membership.organisation.status in ACTIVE_STATUSES
    ):
        return ALLOWED
    return refused(_("This is somebody else's profile."))
