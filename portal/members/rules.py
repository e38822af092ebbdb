"""What a person may do with organisations, people and tokens."""

from collections.abc import Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import mixes_scripts
from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.models import IdentityProvider, Organisation, PersonalToken, User

MOST_TOKENS = 10


def may_manage_members(actor: User) -> Verdict:
    """Organisations, people and memberships are administrators' business."""
    if actor.is_active and actor.platform_role == User.PlatformRole.ADMINISTRATOR:
        return ALLOWED
    return refused(_("Only administrators look after organisations and people."))


def leads(actor: User, organisation: Organisation) -> bool:
    """Whether the actor is coordinator or deputy of this very organisation."""
    return actor.is_active and organisation in actor.led_organisations


def may_change_platform_role(actor: User, person: User) -> Verdict:
    """Nobody changes her own role: the last administrator would lock everybody out."""
    if actor.pk == person.pk:
        return refused(_("You cannot change your own role. Another administrator can."))
    return may_manage_members(actor)


def may_join(person: User, organisation: Organisation) -> Verdict:
    """People act for organisations that have something to do with the working group."""
    if organisation.status == Organisation.Status.NONE:
        return refused(_("This organisation is not involved: please set its status first."))
    if not person.is_active:
        return refused(_("This account is switched off."))
    return ALLOWED


def may_bear_name(name: str) -> Verdict:
    """A name is there, and no letter in it passes for another one's."""
    if not name:
        return refused(_("Please enter your name."))
    if mixes_scripts(name):
        return refused(
            _("This name mixes alphabets, so that it could pass for another. Please use one only.")
        )
    return ALLOWED


def may_change_own_account(actor: User) -> Verdict:
    """Whoever can log in looks after her own account."""
    return ALLOWED if actor.is_active else refused(_("This account is switched off."))


def may_erase_account(
    actor: User, sole_coordinator_of: Sequence[Organisation], *, last_administrator: bool
) -> Verdict:
    """Somebody must stay who looks after the county, and after the platform."""
    if last_administrator:
        return refused(
            _("You are the only administrator. Please make somebody else one before you go.")
        )
    if sole_coordinator_of:
        names = ", ".join(organisation.display_name for organisation in sole_coordinator_of)
        return refused(
            format_lazy(
                _(
                    "You are the only coordinator of {organisations}. Please hand over first,"
                    " or tell the moderators that nobody follows you."
                ),
                organisations=names,
            )
        )
    return may_change_own_account(actor)


def may_admit(provider: IdentityProvider) -> Verdict:
    """A county's own log-in admits its people while the county is a member."""
    if provider.is_active and provider.organisation.status == Organisation.Status.MEMBER:
        return ALLOWED
    return refused(_("This log-in is switched off."))


def may_create_token(actor: User, existing: int) -> Verdict:
    """A person keeps few tokens, so that she knows what each of them is for."""
    if not actor.is_active:
        return refused(_("This account is switched off."))
    if existing >= MOST_TOKENS:
        return refused(_("You have many tokens already. Please revoke one first."))
    return ALLOWED


def may_revoke_token(actor: User, token: PersonalToken) -> Verdict:
    """A token is its owner's."""
    if token.user_id == actor.pk:
        return ALLOWED
    return refused(_("This token belongs to somebody else."))
