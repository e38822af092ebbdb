"""Who makes pages from answers, who consents, and when a page may be published. Pure."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, active_organisations_of
from portal.members.content import Visibility
from portal.members.models import Organisation, User
from portal.members.rules import leads
from portal.publishing.rules import WorkedOn, may_enter_cms, may_work_on


class Consent(models.TextChoices):
    """What whoever wrote it says about its use in a page."""

    OPEN = "open", _("not answered yet")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Step(models.TextChoices):
    """What happened to a consent."""

    OWN = "own", _("taken by its author, who need not be asked")
    ASKED = "asked", _("asked")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrew the consent")
    REMINDED = "reminded", _("reminded")
    OVERDUE = "overdue", _("handed to coordinators and moderators: no answer in time")


NOT_HERS = _("Only editors, and the coordinators of its county, look after this page.")


class Lack(StrEnum):
    """Why a source keeps its page from being published."""

    OPEN = "open"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    READERS = "readers"


_LACKING = {
    Consent.OPEN: Lack.OPEN,
    Consent.REFUSED: Lack.REFUSED,
    Consent.WITHDRAWN: Lack.WITHDRAWN,
}
# Who refused or withdrew is not asked again.
ASKABLE = frozenset({Consent.OPEN, Consent.AGREED})
_WIDTH = {Visibility.COUNTY: 0, Visibility.MEMBERS: 1, Visibility.PUBLIC: 2}


class Consented(Protocol):
    """What is needed to know what a consent covers."""

    consent: str
    visibility: str
    organisation_id: int


class Owned(Protocol):
    """What is needed to know who would read a page."""

    visibility: str
    organisation_id: int


def wider(visibility: str, than: str) -> bool:
    """Whether more people read the one than the other."""
    return _WIDTH[Visibility(visibility)] > _WIDTH[Visibility(than)]


def as_wide_or_wider(than: str) -> list[str]:
    """Return what readers may be chosen for a page whose source has these."""
    return [name for name in Visibility.values if not wider(than, name)]


def covers(source: Consented, page: Owned) -> bool:
    """Whether the consent names all who would read the page."""
    if source.visibility == page.visibility == Visibility.COUNTY:
        return source.organisation_id == page.organisation_id
    return not wider(page.visibility, source.visibility)


def lack_of(source: Consented, page: Owned) -> Lack | None:
    """Return why this source must not be published in this page, or None where it may."""
    lack = _LACKING.get(Consent(source.consent))
    return lack or (None if covers(source, page) else Lack.READERS)


def counties_to_write_for(
    reader: Reader, involved: Iterable[Organisation], visibility: str
) -> list[Organisation]:
    """Return which of the counties that asked or answered may own a page this reader begins.

    Moderators may choose any of them, coordinators their own. What a county keeps to itself is
    only for those who can go on in the CMS: nobody else there would see the draft.
    """
    members = [one for one in involved if one.status == Organisation.Status.MEMBER]
    if may_enter_cms(reader):
        return members
    if visibility == Visibility.COUNTY or not isinstance(reader, User):
        return []
    return [one for one in members if leads(reader, one)]


def may_begin(counties: Collection[Organisation]) -> Verdict:
    """Make a draft from answers: where there is a county she may do it for."""
    if counties:
        return ALLOWED
    return refused(
        _(
            "Only moderators, and coordinators of the counties that asked or answered, make a page"
            " of this."
        )
    )


def may_look_after(reader: Reader, page: WorkedOn, county: Organisation) -> Verdict:
    """See a page's sources and deal with them: its editors, and who leads the county it is of."""
    if isinstance(reader, User) and (
        leads(reader, county) or (may_enter_cms(reader) and may_work_on(reader, page))
    ):
        return ALLOWED
    return refused(NOT_HERS)


def may_decide(reader: Reader, county: Organisation, deciders: Collection[int]) -> Verdict:
    """Consent, refuse, withdraw: who wrote it; where she has left, who leads the county."""
    if reader.pk in deciders and county in active_organisations_of(reader):
        return ALLOWED
    return refused(_("Only who wrote this decides about it."))
