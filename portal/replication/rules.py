"""Who reports, who changes a report, and what many reports together are worth. Pure."""

from math import sqrt
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, active_organisations_of, may_see
from portal.members.audiences import member_organisations_of as members_of
from portal.members.content import Visibility
from portal.members.models import Organisation, User

# What can be tried elsewhere: kinds of pages, by name.
REPEATABLE = frozenset({"case_study"})
# 95 per cent, from both sides.
Z = 1.96


class Described(Protocol):
    """What is needed of the page a report is about."""

    visibility: str
    organisation_id: int
    kind: str
    live: bool


class Reported(Protocol):
    """What is needed of a report."""

    @property
    def organisation(self) -> Organisation: ...


def may_be_repeated(page: Described) -> bool:
    """Whether other counties report on this page; what a county keeps to itself has no others."""
    return page.kind in REPEATABLE and page.live and page.visibility != Visibility.COUNTY


def may_report(actor: Reader, page: Described, county: Organisation) -> Verdict:
    """Report in the name of one's own county, on what another one did."""
    if not may_be_repeated(page) or not may_see(actor, page):
        return refused(_("Nobody can report on this page."))
    if county not in members_of(actor):
        return refused(_("Only people of a member county report for it."))
    if page.organisation_id == county.pk:
        return refused(
            _("This page is your county's own. Write in it how it went on, and publish it again.")
        )
    return ALLOWED


def counties_to_report_for(reader: Reader, page: Described) -> list[Organisation]:
    """Return in whose name this reader may report on the page."""
    return [one for one in members_of(reader) if may_report(reader, page, one)]


def may_edit_report(actor: Reader, report: Reported) -> Verdict:
    """Change a report, or take it back: the county that wrote it, and nobody else."""
    if report.organisation in members_of(actor):
        return ALLOWED
    return refused(_("Only the county that reported changes its report."))


def may_hide_report(actor: Reader, page: Described) -> Verdict:
    """Hide a report, or show it again: moderators, but not where their own county is judged."""
    if not isinstance(actor, User) or not actor.is_active or not actor.is_moderator:
        return refused(_("Only moderators hide reports."))
    own = {one.pk for one in active_organisations_of(actor)}
    if page.organisation_id in own:
        return refused(_("This report is about a page of your own county. Ask another moderator."))
    return ALLOWED


def may_choose(visibility: str, page: Described) -> Verdict:
    """A report is for members or for everyone, and never for more people than its page."""
    if visibility == Visibility.MEMBERS or visibility == page.visibility == Visibility.PUBLIC:
        return ALLOWED
    return refused(_("A report cannot be seen by more people than the page it is about."))


def wilson_lower_bound(successes: int, tries: int) -> float:
    """Return how often something works at least, as far as so few tries tell; 0 without any.

    The lower end of Wilson's score interval (E. B. Wilson, "Probable inference, the law of
    succession, and statistical inference", JASA 22, 1927, 209-212): 9 of 10 tell more than 1 of 1.
    `queries.with_proof` computes the same in the database.
    """
    if not tries:
        return 0.0
    share = successes / tries
    spread = Z * sqrt((share * (1 - share) + Z * Z / (4 * tries)) / tries)
    return (share + Z * Z / (2 * tries) - spread) / (1 + Z * Z / tries)
