"""Who may offer, propose, agree to and end a mentorship."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader
from portal.members.models import Organisation, User
from portal.members.rules import leads
from portal.onboarding.rules.paths import has_path, is_moderator

if TYPE_CHECKING:
    from portal.onboarding.models import Mentorship

MOST_MENTEES = 5


def may_speak_for(reader: Reader, organisation: Organisation) -> Verdict:
    """Offer, agree, decline, end: the county's coordinator or deputy, while it is a member."""
    if isinstance(reader, User) and has_path(organisation) and leads(reader, organisation):
        return ALLOWED
    return refused(_("Your county's coordinator or deputy decides this."))


def may_pair(mentor: Organisation, mentee: Organisation) -> Verdict:
    """Bring two counties together: two different ones, both members."""
    if mentor.pk == mentee.pk:
        return refused(_("A county cannot be its own mentor."))
    if not (has_path(mentor) and has_path(mentee)):
        return refused(_("Both must be counties that are members at the moment."))
    return ALLOWED


def may_propose(actor: User, mentor: Organisation, mentee: Organisation) -> Verdict:
    """Propose a pair by hand: moderators."""
    if not is_moderator(actor):
        return refused(_("Moderators propose mentors."))
    return may_pair(mentor, mentee)


def may_answer(reader: Reader, mentorship: "Mentorship", organisation: Organisation) -> Verdict:
    """Speak for one of the two sides."""
    if organisation.pk not in {mentorship.mentor_id, mentorship.mentee_id}:
        return refused(_("This mentorship is about other counties."))
    return may_speak_for(reader, organisation)
