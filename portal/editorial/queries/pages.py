"""The page a submission is about, at which step it is, and what changed in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, WorkflowState

from portal.editorial.models import Opinion, StepState, Submission
from portal.editorial.models.steps import newest
from portal.editorial.queries.desk import history_is_hidden, seen_by
from portal.kernel.diff import Piece, compare
from portal.kernel.markdown import plain_text
from portal.members.audiences import may_see
from portal.members.models import User
from portal.publishing.models import ContentPage, content_models


def pages_called(key: str) -> Iterator[ContentPage]:
    """Yield the pages of this key; one of each kind at most. With dashes it is the same key."""
    for model in content_models():
        found = model.objects.filter(key__in={key, key.replace("-", "")})
        yield from found.select_related("organisation", "owner", "latest_revision")


def page_of(submission: Submission) -> ContentPage | None:
    """Return the page that was handed in, or None where it is gone."""
    for model in content_models():
        if model.kind == submission.page_kind:
            found: ContentPage | None = (
                model.objects.filter(pk=submission.page_id)
                .select_related("organisation", "owner", "latest_revision")
                .first()
            )
            return found
    return None


def newest_submission(person: User, key: str) -> Submission | None:
    """Return the last submission of the page called so, if she may know of it."""
    found = seen_by(person).filter(page_key=key).select_related("workflow_state__requested_by")
    return found.order_by("-created_at", "-pk").first()


def step_of(submission: Submission) -> StepState | None:
    """Return the step that waits, or None where none does."""
    return (
        StepState.objects.filter(
            workflow_state=submission.workflow_state_id,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            workflow_state__current_task_state=F("pk"),
            status=TaskState.STATUS_IN_PROGRESS,
        )
        .select_related("workflow_state__requested_by", "claimed_by")
        .first()
    )


def wants_changes(submission: Submission) -> bool:
    """Whether it went back to its author and waits for her."""
    status: str = submission.workflow_state.status
    return status == WorkflowState.STATUS_NEEDS_CHANGES


def released_for(state: WorkflowState) -> ContentPage | None:
    """Return the version the county released, or handed in where that step was passed."""
    step = (
        StepState.objects.filter(
            workflow_state=state,
            step="county",
            status__in=(TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED),
        )
        .select_related("revision")
        .last()
    )
    released: ContentPage | None = step.revision.as_object() if step else None
    return released


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a page that reads differently now."""

    name: str
    label: str
    pieces: list[Piece]


def base_of(person: User, submission: Submission, page: ContentPage) -> Revision | None:
    """Return the version with which the newest is compared: the last one decided on, else live.

    What was kept to the county then is compared for its own people only.
    """
    base = _last_decided(submission, page)
    if base and history_is_hidden(person, submission) and not may_see(person, base.as_object()):
        return None
    return base


def _last_decided(submission: Submission, page: ContentPage) -> Revision | None:
    decided = StepState.objects.filter(
        workflow_state__submission__page=submission.page_id, finished_at__isnull=False
    ).exclude(revision=page.latest_revision_id)
    step = decided.order_by("-finished_at", "-pk").select_related("revision").first()
    if step:
        return step.revision
    live: Revision | None = page.live_revision
    return live if live and live.pk != page.latest_revision_id else None


def changes_since(base: Revision, page: ContentPage) -> list[Change]:
    """Return what changed since a version, part by part, in the order of the page."""
    before, after = readable(base.as_object()), readable(newest(page))
    names = dict.fromkeys((*after, *before))
    return [
        Change(name, label_of(page, name), list(compare(before.get(name, ""), after.get(name, ""))))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]


def readable(page: ContentPage) -> dict[str, str]:
    """Return what readers read of a page, as plain text by the name of its field."""
    page.derive()
    parts = {"title": page.title, "summary": page.summary}
    parts |= {name: _plain(value) for name, value in page.html.items()}
    parts["visibility"] = str(page.get_visibility_display())
    return {name: text for name, text in parts.items() if text}


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, Mapping):
        return "\n".join(filter(None, map(_plain, value.values())))
    return "\n\n".join(map(_plain, value))


def sections_of(page: ContentPage) -> list[tuple[str, str]]:
    """Return name and label of the parts of a page on which something can be noted."""
    names = ("title", "summary", *page.sections())
    return [("", _("The page as a whole")), *((name, label_of(page, name)) for name in names)]


def label_of(page: ContentPage, name: str) -> str:
    """Return how a part of a page is called; what hangs on it has no name of its own."""
    label = str(getattr(page._meta.get_field(name), "verbose_name", "") or _("Steps"))
    return label[:1].upper() + label[1:]


def why_over(opinion: Opinion, now: datetime) -> str:
    """Return why a link is of no use any more: it was used, is over, or the page is another one."""
    page = page_of(opinion.submission)
    if opinion.given_at:
        return "given"
    if opinion.revoked_at or opinion.expires_at <= now or not page or opinion.submission.outcome:
        return "ended"
    return "" if page.latest_revision_id == opinion.revision_id else "newer"
