"""Say that one is looking at a page, and note something on its sections."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.editorial.actions.holding import MovedOn, hold
from portal.editorial.facts import NoteSettled, ReviewTaken, SectionNoted
from portal.editorial.models import SectionNote, StepState, Submission
from portal.editorial.queries.desk import seen_by
from portal.editorial.queries.pages import page_of, sections_of
from portal.editorial.queries.people import asked_at
from portal.editorial.rules import CLAIM_HOLDS, may_decide
from portal.kernel.text import clean_text
from portal.kernel.verdict import refused, require
from portal.members.models import User
from portal.outbox.recording import record


class TakenMeanwhile(Exception):
    """Somebody else is looking at it."""


class UnknownSection(Exception):
    """The page has no such section."""


@transaction.atomic
def take(*, actor: User, step: StepState, now: datetime) -> None:
    """Let others know that she is looking at it; it keeps nobody from deciding."""
    page = page_of(step.workflow_state.submission)
    if page is None:
        raise MovedOn
    require(may_decide(actor, asked_at(step, page).pks))
    free = Q(claimed_by=None) | Q(claimed_by=actor) | Q(claimed_until__lte=now)
    waiting = StepState.objects.filter(free, pk=step.pk, status=step.STATUS_IN_PROGRESS)
    if not waiting.update(claimed_by=actor, claimed_until=now + CLAIM_HOLDS):
        raise TakenMeanwhile
    record(ReviewTaken(reference=step.reference))


@transaction.atomic
def let_go(*, actor: User, step: StepState) -> None:
    """Leave it to the others again; what she does not hold stays as it is."""
    hers = StepState.objects.filter(pk=step.pk, claimed_by=actor)
    if hers.update(claimed_by=None, claimed_until=None):
        record(ReviewTaken(reference=step.reference))


@transaction.atomic
def note(
    *, actor: User, submission: Submission, section: str, body: str, now: datetime
) -> SectionNote:
    """Note something on a section, for all who may know of the submission."""
    held, page = hold(submission)
    _require_seen(actor, held)
    if section not in dict(sections_of(page)):
        raise UnknownSection
    made = SectionNote.objects.create(
        submission=held,
        section=section,
        body=clean_text(body).strip(),
        person=actor,
        revision_id=page.latest_revision_id,
        at=now,
    )
    record(SectionNoted(reference=held.reference))
    return made


@transaction.atomic
def settle(*, actor: User, noted: SectionNote, now: datetime) -> None:
    """Mark a note as dealt with; the second time changes nothing."""
    _require_seen(actor, noted.submission)
    open_one = SectionNote.objects.filter(pk=noted.pk, settled_at=None)
    if open_one.update(settled_at=now, settled_by=actor):
        record(NoteSettled(reference=noted.submission.reference))


def _require_seen(actor: User, submission: Submission) -> None:
    if not seen_by(actor).filter(pk=submission.pk).exists():
        require(refused(_("You do not take part in this.")))
