"""The steps as Wagtail's tasks: when they begin or are passed, and who may edit meanwhile."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState, WorkflowState

from portal.editorial.rules import DUE, Passed, Step
from portal.kernel.content import Reference
from portal.members.content import Visibility
from portal.members.models import LEADING, Organisation, User
from portal.publishing.rules import may_enter_cms


def releasers_of(organisation: Organisation) -> QuerySet[User]:
    """Return who may release in the organisation's name: who leads it, or holds the right."""
    right = Q(memberships__may_release=True) | Q(memberships__role__in=LEADING)
    holders = Q(memberships__organisation=organisation)
    return User.objects.filter(holders & right, is_active=True).order_by("name", "pk").distinct()


def authors_of(workflow_state: WorkflowState, page: Any) -> set[int]:
    """Return who wrote or handed in a page: none of them decides about it."""
    return {pk for pk in (workflow_state.requested_by_id, page.owner_id) if pk}


def none_but(authors: set[int], organisation: Organisation) -> bool:
    """Whether authors may release in the county's name, and nobody else."""
    holders = set(releasers_of(organisation).values_list("pk", flat=True))
    return bool(holders) and holders <= authors


class StepState(TaskState):
    """A step that was begun: until when it should be done, and who is looking at it."""

    step = models.CharField(max_length=10, choices=Step.choices)
    due_at = models.DateTimeField()
    # Why it was passed without a decision; then it is "skipped" to Wagtail.
    passed = models.CharField(max_length=10, choices=Passed.choices, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("state of a step")
        verbose_name_plural = gettext_lazy("states of steps")
        indexes = (models.Index(fields=["due_at"], name="stepstate_due_at"),)
        constraints = (
            models.CheckConstraint(
                name="stepstate_step_known",
                condition=Q(step__in=["county", "editorial", "academic"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.status}"

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference("review_step", str(self.pk))

    @property
    def waits(self) -> bool:
        """Whether somebody is still to decide."""
        return bool(self.status == TaskState.STATUS_IN_PROGRESS)


class ReviewLock(WorkflowLock):
    """Says in our words why a page cannot be edited, and what to do."""

    def get_message(self, user: User) -> str | SafeString:
        """Tell who may not edit now."""
        if not self.for_user(user):
            return ""
        return _(
            "This page was handed in and is being looked at (%(step)s). To go on writing, withdraw"
            " it on the page that shows where it stands."
        ) % {"step": self.task.step.label}

    def get_description(self, user: User, can_lock: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        """Say it in the CMS."""
        return _("While a page is being looked at, only those who decide about it edit it.")


class StepTask(Task):
    """What all steps share.

    Decisions are made on our own pages (`portal/editorial/actions/deciding.py`), which know the
    version that was read: Wagtail's own forms offer none.
    """

    step: ClassVar[Step]
    task_state_class = StepState
    lock_class = ReviewLock

    class Meta:
        abstract = True

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> StepState:  # noqa: ARG002
        """Begin the step, or note why it is passed."""
        now, page = timezone.now(), workflow_state.content_object.specific
        reason = self.passed(workflow_state, page)
        state = StepState(
            workflow_state=workflow_state,
            task=self,
            step=self.step,
            revision=page.get_latest_revision(),
            status=TaskState.STATUS_SKIPPED if reason else TaskState.STATUS_IN_PROGRESS,
            passed=reason,
            due_at=now + DUE[self.step],
            finished_at=now if reason else None,
        )
        state.save()
        return state

    def passed(self, workflow_state: WorkflowState, page: Any) -> str:
        """Return why nobody needs to decide here, or ""."""
        raise NotImplementedError

    def edits(self, page: Any, user: User) -> bool:
        """Whether she may change the page while it is at this step."""
        raise NotImplementedError

    def locked_for_user(self, obj: Any, user: User) -> bool:
        """Keep all out but those who decide here; the author withdraws instead."""
        state = obj.current_workflow_state
        is_author = state is not None and user.pk in authors_of(state, obj)
        return is_author or not self.edits(obj.specific, user)

    def get_actions(self, obj: Any, user: User) -> list[Any]:  # noqa: ARG002
        """Offer nothing in the CMS, not even to administrators."""
        return []

    def on_action(self, task_state: Any, user: User, action_name: str, **kwargs: Any) -> None:  # noqa: ARG002
        """Refuse what a crafted form asks for."""
        raise PermissionDenied

    def user_can_access_editor(self, obj: Any, user: User) -> bool:  # noqa: ARG002
        """Let nobody into the CMS who does not enter it anyway."""
        return False


class CountyRelease(StepTask):
    """Freigabe: somebody of the county who did not write the page."""

    step = Step.COUNTY

    class Meta:
        verbose_name = gettext_lazy("release by the county")
        verbose_name_plural = gettext_lazy("releases by the county")

    def passed(self, workflow_state: WorkflowState, page: Any) -> str:
        """Pass where an author may release herself and nobody else does."""
        authors = authors_of(workflow_state, page)
        return Passed.NO_SECOND if none_but(authors, newest(page).organisation) else ""

    def edits(self, page: Any, user: User) -> bool:
        """Those who release; moderators wait."""
        return bool(releasers_of(page.organisation).filter(pk=user.pk).exists())


class EditorialReview(StepTask):
    """Redaktion: a moderator who did not write the page."""

    step = Step.EDITORIAL

    class Meta:
        verbose_name = gettext_lazy("review by the moderators")
        verbose_name_plural = gettext_lazy("reviews by the moderators")

    def passed(self, workflow_state: WorkflowState, page: Any) -> str:  # noqa: ARG002
        """Pass what a county keeps to itself: moderators do not read it."""
        internal = newest(page).visibility == Visibility.COUNTY
        return Passed.INTERNAL if internal else ""

    def edits(self, page: Any, user: User) -> bool:  # noqa: ARG002
        """Moderators; the CMS asks anyway which pages they may work on."""
        return bool(may_enter_cms(user))


class AcademicReview(StepTask):
    """The academic partner, where a moderator has asked it."""

    step = Step.ACADEMIC

    class Meta:
        verbose_name = gettext_lazy("review by the academic partner")
        verbose_name_plural = gettext_lazy("reviews by the academic partner")

    def passed(self, workflow_state: WorkflowState, page: Any) -> str:  # noqa: ARG002
        """Pass unless a moderator has chosen a partner."""
        submission = getattr(workflow_state, "submission", None)
        return "" if submission and submission.partner_id else Passed.NOT_ASKED

    def edits(self, page: Any, user: User) -> bool:  # noqa: ARG002
        """Nobody: the partner says what it thinks of exactly this text."""
        return False


def newest(page: Any) -> Any:
    """Return a page as it was last worked on."""
    return page.get_latest_revision_as_object()
