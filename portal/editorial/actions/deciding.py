"""Agree, want changes, reject. Each decides about the version that was read."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.editorial.actions.holding import hold_step
from portal.editorial.actions.submitting import end, follow_draft, go_on
from portal.editorial.facts import ChangesWanted, StepApproved, SubmissionEnded
from portal.editorial.models import StepState, Submission
from portal.editorial.models.steps import newest
from portal.editorial.queries.pages import released_for
from portal.editorial.queries.people import asked_at
from portal.editorial.rules import Outcome, Step, goes_beyond, may_be_asked, may_decide
from portal.kernel.text import clean_text
from portal.kernel.verdict import Refused, refused, require
from portal.members.models import Organisation, User
from portal.outbox.recording import record
from portal.publishing.models import ContentPage


class ReasonNeeded(Exception):
    """Whoever sends a page back says why."""


@transaction.atomic
def approve(
    *,
    actor: User,
    step: StepState,
    revision: int,
    comment: str = "",
    partner: Organisation | None = None,
    now: datetime,
) -> Submission:
    """Agree. The last step publishes, or `Refused` says what keeps it from that; nothing changes.

    At the moderators' step `partner` is the academic partner that is to look at it as well.
    """
    step, submission, page = _held(actor, step, revision)
    latest = newest(page)
    if step.step == Step.COUNTY:
        follow_draft(page, latest)
    else:
        _require_within_release(step, latest)
    if step.step == Step.EDITORIAL:
        _choose_partner(submission, partner, latest)
    _say(step, revision, comment).approve(user=actor, comment=step.comment)
    record(StepApproved(reference=step.reference))
    go_on(submission, actor=actor, now=now)
    return submission


@transaction.atomic
def want_changes(
    *,
    actor: User,
    step: StepState,
    revision: int,
    comment: str,
    now: datetime,  # noqa: ARG001 - Wagtail notes the time itself
) -> Submission:
    """Send a page back to its author, who goes on writing and hands it in again."""
    step, submission, _page = _held(actor, step, revision)
    _say(step, revision, _reason(comment)).reject(user=actor, comment=step.comment)
    record(ChangesWanted(reference=step.reference))
    return submission


@transaction.atomic
def reject(
    *, actor: User, step: StepState, revision: int, comment: str, now: datetime
) -> Submission:
    """End a submission with a reason. The draft stays its county's."""
    step, submission, _page = _held(actor, step, revision)
    reason = _reason(comment)
    _say(step, revision, reason).reject(user=actor, update=False, comment=step.comment)
    submission.workflow_state.cancel(user=actor)
    end(submission, Outcome.REJECTED, actor=actor, now=now, reason=reason)
    record(SubmissionEnded(reference=submission.reference))
    return submission


def _held(actor: User, step: StepState, revision: int) -> tuple[StepState, Submission, ContentPage]:
    step, submission, page = hold_step(step, revision)
    require(may_decide(actor, asked_at(step, page).pks))
    return step, submission, page


def _say(step: StepState, revision: int, comment: str) -> StepState:
    """Note what was decided on: those who decide may have edited the page meanwhile."""
    step.revision_id = revision
    step.comment = clean_text(comment).strip()
    return step


def _reason(comment: str) -> str:
    if not clean_text(comment).strip():
        raise ReasonNeeded
    return comment


def _require_within_release(step: StepState, latest: ContentPage) -> None:
    released = released_for(step.workflow_state)
    if released is None or goes_beyond(latest, released):
        raise Refused(
            refused(
                _(
                    "The county has not released the page for these readers, or not as its own."
                    " Please set both back, or ask for changes."
                )
            )
        )


def _choose_partner(
    submission: Submission, partner: Organisation | None, latest: ContentPage
) -> None:
    if partner is not None:
        require(may_be_asked(partner, latest))
    submission.partner = partner
    submission.save(update_fields=["partner"])
