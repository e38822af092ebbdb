"""Hand a page in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from wagtail.models import Page, Workflow, WorkflowState

from portal.editorial.actions.holding import MovedOn
from portal.editorial.facts import PageHandedIn, PageReleased, ReviewBegun
from portal.editorial.models import CountyRelease, Submission
from portal.editorial.models.steps import newest
from portal.editorial.queries.pages import step_of
from portal.editorial.rules import Outcome, may_hand_in
from portal.kernel.text import clean_text
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record
from portal.publishing.gaps import Gap
from portal.publishing.models import ContentPage


class Incomplete(Exception):
    """The page lacks something; says what."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__("; ".join(str(gap.text) for gap in gaps))
        self.gaps = gaps


class AlreadyHandedIn(Exception):
    """The page is on its way already."""


@transaction.atomic
def hand_in(*, actor: User, page: ContentPage, note: str, now: datetime) -> Submission:
    """Send a page on its way; one that came back begins anew, as its text is another one.

    What nobody needs to decide about is published at once; `Refused` says what keeps it from that.
    """
    if not Page.objects.select_for_update().filter(pk=page.pk).exists():
        raise MovedOn
    page = type(page).objects.select_related("organisation", "latest_revision").get(pk=page.pk)
    latest = newest(page)
    require(may_hand_in(actor, page, latest.organisation))
    if gaps := latest.gaps():
        raise Incomplete(gaps)
    _end_what_came_back(page, actor, now)
    if page.latest_revision is None:
        page.save_revision(user=actor)
    follow_draft(page, latest)
    state = the_workflow().start(page, actor)
    submission = Submission.objects.create(
        workflow_state=state,
        page=page,
        page_kind=page.kind,
        page_key=page.key,
        organisation=latest.organisation,
        note=clean_text(note).strip(),
        created_at=now,
    )
    record(PageHandedIn(reference=submission.reference))
    go_on(submission, actor=actor, now=now)
    return submission


def the_workflow() -> Workflow:
    """Return the way all pages take (`migrations/0001_tables.py`)."""
    return CountyRelease.objects.get().workflows.get()


def follow_draft(page: ContentPage, latest: ContentPage) -> None:
    """Let the row of a page nobody reads yet say whose it is and for whom, as its text does.

    Who may work on a draft is judged by both (docs/decisions/0005): begun for the county alone and
    handed in for all, it would stay hidden from those who are to look at it.
    """
    if not page.live:
        page.visibility, page.organisation = latest.visibility, latest.organisation
        type(page).objects.filter(pk=page.pk).update(
            visibility=latest.visibility, organisation=latest.organisation
        )


def go_on(submission: Submission, *, actor: User, now: datetime) -> None:
    """Note where a submission stands after a step: with whom it waits now, or that it is out."""
    submission.workflow_state.refresh_from_db()
    if submission.workflow_state.status == WorkflowState.STATUS_APPROVED:
        end(submission, Outcome.RELEASED, actor=actor, now=now)
        record(PageReleased(reference=submission.reference))
    elif step := step_of(submission):
        record(ReviewBegun(reference=step.reference))


def end(
    submission: Submission, outcome: Outcome, *, actor: User, now: datetime, reason: str = ""
) -> None:
    """Write down what became of it."""
    submission.outcome, submission.reason = outcome, clean_text(reason).strip()
    submission.ended_at, submission.ended_by = now, actor
    submission.save(update_fields=["outcome", "reason", "ended_at", "ended_by"])


def _end_what_came_back(page: ContentPage, actor: User, now: datetime) -> None:
    """Close the round before, if the page came back; one that is on its way stays."""
    if state := page.current_workflow_state:
        if state.status != WorkflowState.STATUS_NEEDS_CHANGES:
            raise AlreadyHandedIn
        state.cancel(user=actor)
    for before in Submission.objects.filter(page=page, outcome=""):
        end(before, Outcome.REVISED, actor=actor, now=now)
