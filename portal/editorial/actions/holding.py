"""Of two decisions at once one finds the other's outcome: the page is held first."""

from wagtail.models import Page, TaskState, WorkflowState

from portal.editorial.models import StepState, Submission
from portal.editorial.queries.pages import page_of
from portal.publishing.models import ContentPage


class MovedOn(Exception):
    """Meanwhile something happened: the step was decided, the page withdrawn or deleted."""


class NewerVersion(MovedOn):
    """The page was changed after it was read."""


def hold(submission: Submission) -> tuple[Submission, ContentPage]:
    """Lock the page of a submission and read both anew; raises MovedOn where it is over.

    Saving a version writes the page's row, too: nobody changes the text while we decide.
    """
    if not Page.objects.select_for_update().filter(pk=submission.page_id).exists():
        raise MovedOn
    found = Submission.objects.select_related("workflow_state", "organisation", "partner")
    held = found.filter(pk=submission.pk, outcome="").first()
    page = page_of(held) if held else None
    if held is None or page is None or not _is_active(held.workflow_state):
        raise MovedOn
    return held, page


def hold_step(step: StepState, revision: int) -> tuple[StepState, Submission, ContentPage]:
    """Lock a step that waits for a decision about exactly this version."""
    submission, page = hold(step.workflow_state.submission)
    current = (
        StepState.objects.select_related("workflow_state__requested_by", "task")
        .filter(pk=step.pk, status=TaskState.STATUS_IN_PROGRESS)
        .filter(
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            workflow_state__current_task_state=step.pk,
        )
        .first()
    )
    if current is None:
        raise MovedOn
    if page.latest_revision_id != revision:
        raise NewerVersion
    return current, submission, page


def _is_active(state: WorkflowState) -> bool:
    return state.status in {WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES}
