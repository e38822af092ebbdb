"""Who subscribes, who deals with feedback. Who reads is said by `portal.members.audiences`."""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, active_organisations_of, may_see
from portal.members.models import User
from portal.publishing.rules import may_enter_cms, may_work_on


class LookedAfter(Protocol):
    """What is needed of a page."""

    visibility: str
    organisation_id: int
    live: bool
    owner_id: int | None


def may_subscribe(actor: Reader, page: LookedAfter) -> Verdict:
    """Hear of changes: whoever takes part and may read the page."""
    if not isinstance(actor, User) or not actor.takes_part:
        return refused(_("Only people of organisations that take part subscribe to pages."))
    if not page.live or not may_see(actor, page):
        return refused(_("There is no such page."))
    return ALLOWED


def may_read(reader: Reader, page: LookedAfter) -> Verdict:
    """Read a page now: what one needs to say whether it helped, or to take it along."""
    if page.live and may_see(reader, page):
        return ALLOWED
    return refused(_("There is no such page."))


def may_settle_feedback(actor: Reader, page: LookedAfter) -> Verdict:
    """Read feedback and deal with it: who looks after the page, its county, its editors."""
    if not isinstance(actor, User) or not actor.is_active:
        return refused(_("Please log in."))
    led = {one.pk for one in actor.led_organisations}
    own = {one.pk for one in active_organisations_of(actor)}
    owns = page.owner_id == actor.pk and page.organisation_id in own
    if page.organisation_id in led or owns:
        return ALLOWED
    if may_enter_cms(actor) and may_work_on(actor, page):
        return ALLOWED
    return refused(_("Only who looks after the page reads what is said about it."))
