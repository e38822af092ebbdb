"""Take a page back, or end what has lost its point."""

from datetime import datetime

from django.db import transaction

from portal.editorial.actions.deciding import ReasonNeeded
from portal.editorial.actions.holding import hold
from portal.editorial.actions.submitting import end
from portal.editorial.facts import SubmissionEnded
from portal.editorial.models import Submission
from portal.editorial.models.steps import newest
from portal.editorial.queries.people import authors
from portal.editorial.rules import Outcome, may_end, may_read_draft, may_withdraw
from portal.kernel.text import clean_text
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record


@transaction.atomic
def withdraw(*, actor: User, submission: Submission, reason: str, now: datetime) -> Submission:
    """Take a page back at any time; it can be edited again at once."""
    held, page = hold(submission)
    require(may_withdraw(actor, authors(held.workflow_state, page), held.organisation))
    return _ended(held, Outcome.WITHDRAWN, actor, reason, now)


@transaction.atomic
def end_submission(
    *, actor: User, submission: Submission, reason: str, now: datetime
) -> Submission:
    """End a submission of others, with a reason they read."""
    held, page = hold(submission)
    require(may_end(actor, reads=may_read_draft(actor, page, newest(page))))
    if not clean_text(reason).strip():
        raise ReasonNeeded
    return _ended(held, Outcome.ENDED, actor, reason, now)


def _ended(
    submission: Submission, outcome: Outcome, actor: User, reason: str, now: datetime
) -> Submission:
    submission.workflow_state.cancel(user=actor)
    end(submission, outcome, actor=actor, now=now, reason=reason)
    record(SubmissionEnded(reference=submission.reference))
    return submission
