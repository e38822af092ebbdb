"""Who looks after the installation."""

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader
from portal.members.models import User


def may_operate(person: Reader) -> Verdict:
    """Administrators, whatever they may read: the pages show addresses, no contents."""
    administrator = User.PlatformRole.ADMINISTRATOR
    if isinstance(person, User) and person.is_active and person.platform_role == administrator:
        return ALLOWED
    return refused(_("Only administrators look after the installation."))
