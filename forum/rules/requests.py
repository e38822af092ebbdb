"""Who may be asked, and who may do what with a request to a county. Pure."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from forum.rules import may_write_for
from forum.rules.care import is_moderator
from forum.rules.official import releases
from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, may_organisation_see, may_see
from portal.members.models import Organisation, User

if TYPE_CHECKING:
    from forum.models import CountyRequest, Question

# A question that three more counties did not answer is one for the moderators.
MOST_HOPS = 3
# Asked at once by hand; who wants more asks all.
MOST_AT_ONCE = 5


def asker_of(question: "Question") -> Organisation:
    """Return the county that wants to know: it is never asked itself, and it may ask further.

    Where it is not named, this is the one behind the veil: for rules only, never to be shown.
    """
    return question.written_for


def may_be_asked(organisation: Organisation, question: "Question") -> Verdict:
    """Ask a county: a member that may read the question, and is not the one that asks."""
    if organisation.pk == asker_of(question).pk:
        return refused(_("Your county asked this itself."))
    return _takes_part(organisation, question)


def may_be_handed(organisation: Organisation, question: "Question") -> Verdict:
    """Hand a question on to a county, as far as its page says who asks.

    The asked county chooses here: were the one that asks missing from its choice, that would name
    it, whatever the page keeps to itself.
    """
    if organisation.pk == question.organisation_id:
        return refused(_("This county asked the question itself."))
    return _takes_part(organisation, question)


def _takes_part(organisation: Organisation, question: "Question") -> Verdict:
    if organisation.status != Organisation.Status.MEMBER:
        return refused(_("Only member counties can be asked."))
    if not may_organisation_see(organisation, question):
        return refused(_("This county may not read the question, so it cannot be asked."))
    return ALLOWED


def may_decide_request(reader: Reader, request: "CountyRequest") -> Verdict:
    """Take, hand on or decline: who leads the asked county or may release for it."""
    if not may_write_for(reader, request.organisation):
        return refused(_("Only the county that was asked decides about this."))
    if isinstance(reader, User) and any(
        releases(membership)
        for membership in reader.current_memberships
        if membership.organisation_id == request.organisation_id
    ):
        return ALLOWED
    return refused(_("Your county's coordinator decides about this, or who may release for it."))


def may_ask_further(reader: Reader, question: "Question") -> Verdict:
    """Ask more counties: the people of the county that asked, and moderators who may read it."""
    if not may_see(reader, question):
        return refused(_("Only the county that asked and moderators ask further counties."))
    if may_write_for(reader, asker_of(question)) or is_moderator(reader):
        return ALLOWED
    return refused(_("Only the county that asked and moderators ask further counties."))


def is_unanswered(question: "Question") -> bool:
    """Whether a question waits for its first answer."""
    waits = question.takes_posts and not question.is_outdated and not question.is_context
    return waits and question.answers_count == 0
