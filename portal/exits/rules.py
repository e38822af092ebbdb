"""Who may take an organisation's things along. docs/decisions/0040 says why.

| organisation        | asks for a package            | downloads it                         |
|---------------------|-------------------------------|--------------------------------------|
| member, guest       | its coordinators, moderators  | its coordinators                     |
| former, for 90 days | its last ones, moderators     | its last ones                        |
| former, later       | moderators                    | its last ones what moderators made   |
| suspended, others   | nobody                        | nobody                               |

A deputy does here what a coordinator does. Moderators do not download: a package holds what a
county keeps to itself.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.models import ACTIVE_STATUSES, Organisation, User

if TYPE_CHECKING:
    from portal.exits.models import ExitPackage

MAY_COME_BACK_FOR = timedelta(days=90)

_NOT_STAFF = _("Your county's coordinator does this: the package holds all your county owns.")


def may_know_of(actor: User, organisation: Organisation) -> bool:
    """Know that there is such a page: the organisation's own people, and moderators.

    Once it has left, those who led it last.
    """
    if not actor.is_active:
        return False
    if actor.is_moderator:
        return True
    if organisation.status in ACTIVE_STATUSES:
        return _acts_for(actor, organisation)
    return organisation.status == Organisation.Status.FORMER and _leads(actor, organisation)


def may_make(actor: User, organisation: Organisation, today: date) -> Verdict:
    """Have a package made."""
    if organisation.status not in ACTIVE_STATUSES | {Organisation.Status.FORMER}:
        return refused(_("This organisation takes no part at the moment."))
    if not actor.is_active or not (actor.is_moderator or _leads(actor, organisation)):
        return refused(_NOT_STAFF)
    if actor.is_moderator or _in_time(organisation, today):
        return ALLOWED
    return refused(
        _("Your county left more than 90 days ago. A moderator can have the package made for you.")
    )


def may_download(actor: User, package: "ExitPackage", today: date) -> Verdict:
    """Take a package away."""
    organisation = package.organisation
    if organisation.status not in ACTIVE_STATUSES | {Organisation.Status.FORMER}:
        return refused(_("This organisation takes no part at the moment."))
    if not actor.is_active or not _leads(actor, organisation):
        return refused(
            _("Only the county's own coordinators download it: it holds what is theirs alone.")
            if actor.is_moderator
            else _NOT_STAFF
        )
    if package.made_for_them or _in_time(organisation, today):
        return ALLOWED
    return refused(
        _("Your county left more than 90 days ago. A moderator can have the package made for you.")
    )


def _acts_for(actor: User, organisation: Organisation) -> bool:
    return any(one.organisation_id == organisation.pk for one in actor.current_memberships)


def _leads(actor: User, organisation: Organisation) -> bool:
    return any(
        one.organisation_id == organisation.pk and one.leads for one in actor.current_memberships
    )


def _in_time(organisation: Organisation, today: date) -> bool:
    if organisation.status in ACTIVE_STATUSES:
        return True
    left_on = organisation.status_since
    return left_on is not None and today - left_on <= MAY_COME_BACK_FOR
