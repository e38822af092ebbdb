"""Write a case study outside the CMS: begin, change step by step, discard.

Each save is an ordinary Wagtail draft: the next version of the page. Readers see nothing of it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page

from casestudies.actions.importing import NewKeyFigure, key_figure
from casestudies.facts import CaseStudyBegun, CaseStudyDiscarded, CaseStudyEdited
from casestudies.models import CaseStudy
from casestudies.patterns import pattern_called
from casestudies.queries.writing import held, knows_of, newest_version, writes_now
from casestudies.rules import may_begin, may_discard
from casestudies.steps import BY_FIELD
from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.outbox.recording import record
from portal.publishing import placing
from portal.publishing.passages import rewritten
from portal.taxonomy.models import Platform, Topic

# Wagtail sets these when the page gets its place.


class PageGone(Exception):
    """The page is not there any more, or not for this person."""


class NewerVersion(Exception):
    """Somebody saved another version meanwhile; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class NewCaseStudy:
    """A case study somebody is about to write."""

    title: str
    organisation: Organisation
    visibility: str
    pattern: str = ""
    topics: Collection[Topic] = ()
    channels: Collection[Platform] = ()


@transaction.atomic
def begin_case_study(*, actor: User, wanted: NewCaseStudy, key: str) -> CaseStudy:
    """Make an empty draft. The form's `key` makes sending it twice make one."""
    page, new = place_draft(actor, wanted, key)
    if new:
        page.save_revision(user=actor)
        record(CaseStudyBegun(reference=page.reference))
    return page


def place_draft(actor: User, wanted: NewCaseStudy, key: str) -> tuple[CaseStudy, bool]:
    """Put a draft in its place, or return the one that was made under this key before."""
    require(may_begin(actor, wanted.organisation))
    return placing.place_draft(
        CaseStudy, actor=actor, key=key, make=lambda free: _draft(actor, wanted, free)
    )


def _draft(actor: User, wanted: NewCaseStudy, key: str) -> CaseStudy:
    page = CaseStudy(
        key=key,
        live=False,
        locale=Locale.get_default(),
        owner=actor,
        organisation=wanted.organisation,
        visibility=wanted.visibility,
        pattern=pattern_called(wanted.pattern).slug,
    )
    page.title = page.draft_title = clean_line(wanted.title)
    page.topics.set(wanted.topics)
    page.channels.set(wanted.channels)
    return page


def edit_section(
    *, actor: User, pk: int, field: str, texts: Mapping[str, str], base: int
) -> CaseStudy:
    """Give passages of a section new texts (Markdown); what is not named stays as it is.

    Raises what `edit` raises.
    """

    def change(page: CaseStudy) -> None:
        setattr(page, field, rewritten(getattr(page, field), texts))

    return edit(actor=actor, pk=pk, change=change, base=base)


def edit_fields(*, actor: User, pk: int, values: Mapping[str, Any], base: int) -> CaseStudy:
    """Set simple fields, topics and channels. Raises what `edit` raises."""

    def change(page: CaseStudy) -> None:
        for name, value in values.items():
            if name in {"topics", "channels"}:
                getattr(page, name).set(value)
            elif name in BY_FIELD:
                setattr(page, name, clean_line(value) if isinstance(value, str) else value)

    return edit(actor=actor, pk=pk, change=change, base=base)


def edit_key_figures(
    *, actor: User, pk: int, figures: Sequence[NewKeyFigure], base: int
) -> CaseStudy:
    """Replace the key figures. Raises what `edit` raises."""

    def change(page: CaseStudy) -> None:
        page.key_figures.set([key_figure(number, one) for number, one in enumerate(figures)])

    return edit(actor=actor, pk=pk, change=change, base=base)


@transaction.atomic
def edit(*, actor: User, pk: int, change: Callable[[CaseStudy], None], base: int) -> CaseStudy:
    """Save the next version of a page, if BASE is still its newest.

    A published page stays as it is until somebody publishes the version. Raises PageGone,
    NewerVersion, Refused, and ValidationError with messages by field.
    """
    page = held(pk)
    if page is None or not knows_of(actor, page):
        raise PageGone
    require(writes_now(actor, page))
    if base != (page.latest_revision_id or 0):
        raise NewerVersion
    draft: Any = newest_version(page)
    change(draft)
    placing.check_draft(draft)
    if not draft.live:
        draft.draft_title = draft.title
        draft.save(clean=False)
    draft.save_revision(user=actor, changed=True, clean=False)
    record(CaseStudyEdited(reference=draft.reference))
    return draft


@transaction.atomic
def discard(*, actor: User, pk: int) -> None:
    """Throw a draft away that was never published. Raises PageGone and Refused."""
    page = held(pk)
    if page is None or not knows_of(actor, page):
        raise PageGone
    require(may_discard(actor, page))
    require(writes_now(actor, page))
    Page.delete(page, user=actor, skip_permission_checks=True)
    record(CaseStudyDiscarded(reference=page.reference))
