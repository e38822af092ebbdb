"""Who may ask without being named, and who may look. Pure, like `rules`."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader
from portal.members.content import Visibility
from portal.members.models import Organisation, User
from portal.members.stand_ins import FEWEST_ALIKE


def may_hide(organisation: Organisation, visibility: str, alike: int) -> Verdict:
    """Ask as "Ein Landkreis aus …": ALIKE members it may be, those who are asked not counted."""
    if organisation.kind != Organisation.Kind.COUNTY:
        return refused(_("Only counties ask confidentially."))
    if visibility == Visibility.COUNTY:
        return refused(
            _("A confidential question is for others: make it visible to the members or everyone.")
        )
    if alike < FEWEST_ALIKE:
        return refused(
            format_lazy(
                _(
                    "A confidential question is not possible here: fewer than {number} member"
                    " counties fit the description, those you ask not counted. Others could"
                    " guess who asks."
                ),
                number=FEWEST_ALIKE,
            )
        )
    return ALLOWED


def may_lift_veil(reader: Reader) -> Verdict:
    """See which county asks: moderators, and it is noted that they looked."""
    if isinstance(reader, User) and reader.is_active and reader.is_moderator:
        return ALLOWED
    return refused(_("Only moderators can see who asks."))
