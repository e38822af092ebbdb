"""Who saves searches and wishes, and when a saved search is looked at next. Pure."""

from datetime import datetime, time, timedelta
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.alerts.models import Rhythm
from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import User

MOST_SEARCHES = 50
MOST_WISHES = 20
# Told is what is new among the first hits: what shares a word or two and little else is not.
TOLD_WITHIN = 50
# What follows them is known without a word: it is not new only because something before it went.
KNOWN_WITHIN = 100
# What a search remembers beyond what it finds.
MOST_KNOWN = 500

MORNING = time(7, 0)
MONDAY = 0


class Owned(Protocol):
    """What is needed to know whose it is."""

    person_id: int


def may_save_search(actor: Reader) -> Verdict:
    """Keep a search: whoever takes part."""
    if isinstance(actor, User) and actor.takes_part:
        return ALLOWED
    return refused(_("Only people of organisations that take part save searches."))


def may_change(actor: User, thing: Owned) -> Verdict:
    """Change or withdraw what is one's own."""
    if actor.is_active and thing.person_id == actor.pk:
        return ALLOWED
    return refused(_("This belongs to somebody else."))


def may_get_mails(*, rhythm: str, confirmed: bool) -> Verdict:
    """Have mails sent: to an address that is known to be one's own."""
    if rhythm == Rhythm.NONE or confirmed:
        return ALLOWED
    return refused(
        _(
            "Your e-mail address is not confirmed yet. Please confirm it first; until then choose"
            " “without mails”."
        )
    )


def may_wish(actor: Reader) -> Verdict:
    """Wish for a case study: people of member organisations."""
    if member_organisations_of(actor):
        return ALLOWED
    return refused(_("Only people of member organisations wish for case studies."))


def next_look(rhythm: str, now: datetime) -> datetime | None:
    """Return the next morning of this rhythm; None for one that follows no clock."""
    if rhythm not in {Rhythm.DAILY, Rhythm.WEEKLY}:
        return None
    local = timezone.localtime(now)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    if rhythm == Rhythm.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return timezone.make_aware(datetime.combine(day, MORNING))
