"""Who writes case studies outside the CMS, and what one must say. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User
from portal.members.rules import leads
from portal.publishing.gaps import Gap
from portal.publishing.rules import WorkedOn, may_enter_cms, may_work_on

NOT_A_MEMBER = _(
    "Only people of member organisations write case studies. Your county's coordinator can help"
    " you."
)


class Written(WorkedOn, Protocol):
    """What is needed to know who may write on a case study."""

    organisation: Organisation
    first_published_at: Any


def may_begin_any(reader: Reader) -> Verdict:
    """Begin a case study: people of member organisations."""
    return ALLOWED if member_organisations_of(reader) else refused(NOT_A_MEMBER)


def may_begin(reader: Reader, organisation: Organisation) -> Verdict:
    """Begin one for an organisation: its own people, while it is a member."""
    if organisation in member_organisations_of(reader):
        return ALLOWED
    return refused(_("You cannot write for this organisation."))


def may_read_draft(reader: Reader, page: Written) -> Verdict:
    """Read what is being written: the county's people, and moderators (docs/decisions/0005).

    Whether the newest version is hidden from a moderator is asked of the database.
    """
    if may_begin(reader, page.organisation) or _edits(reader, page):
        return ALLOWED
    return refused(_("You cannot read this draft."))


def may_write(reader: Reader, page: WorkedOn) -> Verdict:
    """Go on with a draft, or begin to change what is published.

    Its author and who leads the county, while it is a member; and moderators.
    """
    if _edits(reader, page):
        return ALLOWED
    of_hers = (one for one in member_organisations_of(reader) if one.pk == page.organisation_id)
    if (own := next(of_hers, None)) and isinstance(reader, User):
        if page.owner_id == reader.pk or leads(reader, own):
            return ALLOWED
        return refused(
            _("Only its author and your county's coordinator write on this. You can read it.")
        )
    return refused(_("You cannot write on this page."))


def may_discard(reader: Reader, page: Written) -> Verdict:
    """Throw a draft away: who may write on it, as long as it was never published."""
    if page.live or page.first_published_at:
        return refused(
            _("What was published once is not thrown away here. Please ask the moderators.")
        )
    return may_write(reader, page)


def _edits(reader: Reader, page: WorkedOn) -> bool:
    return isinstance(reader, User) and bool(may_enter_cms(reader) and may_work_on(reader, page))


class Told(Protocol):
    """What a case study says, as far as something may be missing."""

    title: str
    summary: str
    body: Any
    period_start: date | None
    effort_hours: int | None
    effort_euros: int | None
    effort_note: str
    contact_unit: str
    contact_email: str
    topics: Any


# Without these others cannot learn from it; a text of its own form may say it elsewhere.
_NEEDED = {
    "starting_point": _("Say what it was like before."),
    "what_was_done": _("Say what you did."),
    "result": _("Say what came of it, even if it failed."),
    "lessons": _("Say what you would do differently. Other counties look for this first."),
}


def gaps_of(page: Told) -> list[Gap]:
    """Return what a case study lacks before somebody may be asked to release it."""
    return list(_gaps(page))


def _gaps(page: Told) -> Iterator[Gap]:
    if not page.body:
        for name, text in _NEEDED.items():
            if not getattr(page, name):
                yield Gap(name, text)
    if not page.period_start:
        yield Gap("period_start", _("Say when it began."))
    if page.effort_hours is None and page.effort_euros is None and not page.effort_note:
        yield Gap("effort_hours", _("Say what it took: hours, euros, or a sentence about it."))
    if not (page.contact_unit or page.contact_email):
        yield Gap("contact_unit", _("Name the office others can ask."))
    if not page.topics.all():
        yield Gap("topics", _("Choose a topic at least, so that others find it."))
    if not page.summary:
        yield Gap("summary", _("Sum it up in one or two sentences."))
