"""Who ticks off what she has read. Pure.

Who makes collections is said where pages are: moderators, in the CMS
(`portal/publishing/rules.py`).
"""

from math import ceil

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Owned, Reader, may_see
from portal.members.models import User

MOST_STATIONS = 40
LETTERS_PER_MINUTE = 1_200


def may_mark(reader: Reader, trail: Owned) -> Verdict:
    """Tick off stations for oneself: whoever is logged in and reads the collection."""
    if isinstance(reader, User) and reader.is_active and may_see(reader, trail):
        return ALLOWED
    return refused(_("Log in to tick off what you have read."))


def minutes_for(letters: int) -> int:
    """Return how long so many letters are read, in whole minutes; 0 for no text."""
    return ceil(letters / LETTERS_PER_MINUTE)
