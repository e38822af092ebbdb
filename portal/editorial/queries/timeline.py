"""What has happened to a page on its way, in the order in which it happened."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from wagtail.models import TaskState

from portal.editorial.models import Opinion, StepState, Submission
from portal.editorial.rules import Outcome, Passed
from portal.members.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line: what happened, by whom in which role, and what was said."""

    at: datetime
    text: str
    role: str = ""
    person: User | None = None
    said: str = ""


def timeline(told: Collection[int]) -> list[Event]:
    """Return all that happened in these rounds (three queries)."""
    rounds = Submission.objects.filter(pk__in=told).select_related(
        "workflow_state__requested_by", "organisation", "partner", "ended_by"
    )
    steps = StepState.objects.filter(workflow_state__submission__in=told)
    opinions = Opinion.objects.filter(submission__in=told)
    events = [
        *(event for one in rounds for event in _of_round(one)),
        *(
            event
            for step in steps.select_related("finished_by", "workflow_state__submission__partner")
            for event in _of_step(step)
        ),
        *(event for one in opinions.select_related("asked_by") for event in _of_opinion(one)),
    ]
    return sorted(events, key=lambda event: event.at)


def _of_round(submission: Submission) -> Iterator[Event]:
    yield Event(
        at=submission.created_at,
        text=_("handed in"),
        role=submission.organisation.display_name,
        person=submission.workflow_state.requested_by,
        said=submission.note,
    )
    # A rejection is the step's, a revision the next round's.
    if submission.ended_at and submission.outcome in {
        Outcome.WITHDRAWN, Outcome.ENDED, Outcome.RELEASED
    }:  # fmt: skip
        released = submission.outcome == Outcome.RELEASED
        yield Event(
            at=submission.ended_at,
            text=str(submission.get_outcome_display()),
            person=None if released else submission.ended_by,
            said=submission.reason,
        )


def _of_step(step: StepState) -> Iterator[Event]:
    if not step.finished_at:
        return
    role = str(step.get_step_display())
    if step.passed and step.passed != Passed.NOT_ASKED:
        reason = step.get_passed_display()
        text = _("passed without a decision: %(reason)s") % {"reason": reason}
        yield Event(at=step.finished_at, text=text, role=role)
    elif text := _decided(step):
        yield Event(
            at=step.finished_at,
            text=text,
            role=role,
            person=step.finished_by,
            said=step.comment,
        )


def _decided(step: StepState) -> str:
    if step.status == TaskState.STATUS_APPROVED:
        return _("agreed")
    if step.status != TaskState.STATUS_REJECTED:
        return ""  # withdrawn or ended: the submission says so
    for_good = step.workflow_state.submission.outcome == Outcome.REJECTED
    return _("rejected") if for_good else _("asked for changes")


def _of_opinion(opinion: Opinion) -> Iterator[Event]:
    yield Event(
        at=opinion.asked_at,
        text=_("asked for an opinion: %(office)s") % {"office": opinion.office},
        person=opinion.asked_by,
        said=opinion.note,
    )
    if opinion.revoked_at:
        text = _("the link for %(office)s was revoked") % {"office": opinion.office}
        yield Event(at=opinion.revoked_at, text=text)
    if opinion.given_at:
        text = _("%(office)s %(word)s") % {
            "office": opinion.office,
            "word": opinion.get_word_display(),
        }
        yield Event(at=opinion.given_at, text=text, said=opinion.comment)
