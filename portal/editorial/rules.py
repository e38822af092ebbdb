"""Who hands in, who decides at which step, and what is wider than what was released. Pure."""

from collections.abc import Collection
from datetime import timedelta
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import (
    Reader,
    active_organisations_of,
    may_organisation_see,
    may_see,
    member_organisations_of,
)
from portal.members.content import Visibility
from portal.members.models import Membership, Organisation, User
from portal.members.rules import leads
from portal.publishing.rules import WorkedOn, may_enter_cms, may_work_on


class Step(models.TextChoices):
    """The steps of the way, in their order."""

    COUNTY = "county", _("release by the county")
    EDITORIAL = "editorial", _("review by the moderators")
    ACADEMIC = "academic", _("review by the academic partner")


class Passed(models.TextChoices):
    """Why a step was passed without a decision."""

    NO_SECOND = "no_second", _("nobody else in the county may release")
    INTERNAL = "internal", _("the county keeps the page to itself")
    NOT_ASKED = "not_asked", _("not asked")


class Outcome(models.TextChoices):
    """What became of a submission; "" while it is on its way."""

    REVISED = "revised", _("changed and handed in again")
    RELEASED = "released", _("released")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ENDED = "ended", _("ended by the moderators")


# How long a step may take before somebody is reminded of it.
DUE = {
    Step.COUNTY: timedelta(days=14),
    Step.EDITORIAL: timedelta(days=14),
    Step.ACADEMIC: timedelta(days=28),
}
# After the reminder, before the moderators are told.
ESCALATE_AFTER = timedelta(days=7)
# "Somebody is looking at it" ends by itself: people forget.
CLAIM_HOLDS = timedelta(days=2)
OPINION_HOLDS = timedelta(days=14)
# Names and addresses of people without an account, after their link is of no use any more.
OPINION_NAMES_KEPT = timedelta(days=90)
MOST_OPINIONS = 10

_WIDTH = {Visibility.COUNTY: 0, Visibility.MEMBERS: 1, Visibility.PUBLIC: 2}
NOT_YOURS = _("You do not decide about this step.")


class Owned(Protocol):
    """What is needed to know who would read a page."""

    visibility: str
    organisation_id: int


def releases(membership: Membership) -> bool:
    """Whether she may release in the organisation's name."""
    return membership.may_release or membership.leads


def may_hand_in(person: Reader, page: WorkedOn, county: Organisation) -> Verdict:
    """Hand a page in: its author and who leads its county, or a moderator for the county."""
    if county.status != Organisation.Status.MEMBER:
        return refused(_("Only pages of member organisations can be handed in."))
    if isinstance(person, User) and county in member_organisations_of(person):
        if page.owner_id == person.pk or leads(person, county):
            return ALLOWED
    elif isinstance(person, User) and may_enter_cms(person) and may_work_on(person, page):
        return ALLOWED
    return refused(_("Only its author, and who leads its county, hand in this page."))


def may_read_draft(person: User, page: WorkedOn, newest: Owned) -> bool:
    """Whether a moderator may read what is handed in: what it says itself about its readers.

    A county opens a page it kept to itself by handing in a version for more readers. That version
    is read; the versions before stay the county's (docs/decisions/0005).
    """
    if not may_enter_cms(person):
        return False
    return may_see(person, newest) or (not page.live and page.owner_id == person.pk)


def may_decide(person: User, deciders: Collection[int]) -> Verdict:
    """Agree, want changes, reject: whom the step asks at this moment."""
    if person.is_active and person.pk in deciders:
        return ALLOWED
    return refused(NOT_YOURS)


def may_withdraw(person: Reader, authors: Collection[int], county: Organisation) -> Verdict:
    """Take a page back: its author while she acts for the county, and who leads it, at any time."""
    if isinstance(person, User) and person.is_active:
        acts = county in active_organisations_of(person) or may_enter_cms(person)
        if leads(person, county) or (person.pk in authors and acts):
            return ALLOWED
    return refused(_("Only its author, and who leads its county, withdraw this page."))


def may_end(person: Reader, *, reads: bool) -> Verdict:
    """End a submission that has lost its point: moderators who may read it, with a reason."""
    if reads and may_enter_cms(person):
        return ALLOWED
    return refused(_("Only moderators end a submission of others."))


def may_ask_opinion(person: User, deciders: Collection[int], county: Organisation) -> Verdict:
    """Ask somebody without an account: who decides now, and who leads the county."""
    if person.is_active and (person.pk in deciders or leads(person, county)):
        return ALLOWED
    return refused(_("Only who decides about this page, and who leads its county, ask for this."))


def may_be_asked(partner: Organisation, page: Owned) -> Verdict:
    """An academic partner can be asked about what its people may read."""
    academic = partner.kind == Organisation.Kind.ACADEMIC_PARTNER
    if academic and may_organisation_see(partner, page):
        return ALLOWED
    return refused(_("This organisation cannot be asked about this page."))


def goes_beyond(page: Owned, released: Owned) -> bool:
    """Whether more people would read the page than the county has released it for."""
    wider = _WIDTH[Visibility(page.visibility)] > _WIDTH[Visibility(released.visibility)]
    return wider or page.organisation_id != released.organisation_id
