"""Who tells the search what people mean."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader
from portal.members.models import User


class Unusable(Exception):
    """What a curator entered cannot stand so; `reason` tells her why."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


def may_curate_search(person: Reader) -> Verdict:
    """Moderators keep the synonyms and what is recommended; it changes what everybody finds."""
    if isinstance(person, User) and person.is_active and person.is_moderator:
        return ALLOWED
    return refused(_("Only moderators look after the words of the search."))
