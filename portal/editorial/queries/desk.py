"""What waits for a person, what is hers, and what she may look at: one condition each."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from wagtail.models import TaskState, WorkflowState

from portal.editorial.models import StepState, Submission
from portal.editorial.rules import Step, releases
from portal.members.audiences import active_organisations_of
from portal.members.models import LEADING, Membership, Organisation, User
from portal.publishing.models import has_hidden_history
from portal.publishing.rules import may_enter_cms

_SUBMISSION = "workflow_state__submission"
_RIGHT = Q(may_release=True) | Q(role__in=LEADING)


def released_by(person: User) -> list[int]:
    """Return the organisations in whose name she may release."""
    active = {one.pk for one in active_organisations_of(person)}
    return [
        one.organisation_id
        for one in person.current_memberships
        if one.organisation_id in active and releases(one)
    ]


def seen_by(person: User) -> QuerySet[Submission]:
    """Return the submissions she may know of: drafts are seen by few (docs/decisions/0005).

    Its author while she acts for the county, who releases for it, moderators who may read it, and
    the academic partner from the moment on at which it is asked.
    """
    own = [one.pk for one in active_organisations_of(person)]
    reached = StepState.objects.filter(
        workflow_state=OuterRef("workflow_state"), step=Step.ACADEMIC, passed=""
    )
    hers = Q(workflow_state__requested_by=person) | Q(page__owner=person)
    seen: Any = (
        Q(organisation__in=released_by(person))
        | (Q(organisation__in=own) & hers)
        | (Q(partner__in=own) & Exists(reached))
    )
    if may_enter_cms(person):
        seen |= _readable(person, "page")
    return Submission.objects.filter(seen).select_related("organisation", "page", "partner")


def _readable(person: User, page: str) -> Q:
    """Return what `rules.may_read_draft` says of a page's newest version, for moderators."""
    content = f"{page}__latest_revision__content"
    own = [one.pk for one in active_organisations_of(person)]
    internal = {f"{content}__visibility": "county", f"{content}__organisation__in": own}
    opened = Q(**{f"{content}__visibility__in": ["public", "members"]})
    return opened | Q(**internal) | Q(**{f"{page}__live": False, f"{page}__owner": person})


def history_is_hidden(person: User, submission: Submission) -> bool:
    """Whether the page was once kept to its county, and she is not of it."""
    if submission.organisation in active_organisations_of(person):
        return False
    return has_hidden_history(person, {submission.page_id})


def rounds_told(person: User, submission: Submission) -> list[int]:
    """Return the rounds of a page she may read of: all, or the last where it was internal."""
    if history_is_hidden(person, submission):
        return [submission.pk]
    rounds = Submission.objects.filter(page=submission.page_id)
    return list(rounds.values_list("pk", flat=True))


def waiting_steps(person: User) -> QuerySet[StepState]:
    """Return the steps she decides about; the same people as `people.asked_at` names."""
    releasing = Membership.objects.filter(
        _RIGHT, organisation=OuterRef(f"{_SUBMISSION}__organisation"), user__is_active=True
    ).exclude(
        Q(user=OuterRef("workflow_state__requested_by"))
        | Q(user=OuterRef(f"{_SUBMISSION}__page__owner"))
    )
    hers: Any = Q(step=Step.COUNTY, **{f"{_SUBMISSION}__organisation__in": released_by(person)})
    own = [one.pk for one in active_organisations_of(person)]
    hers |= Q(step=Step.ACADEMIC, **{f"{_SUBMISSION}__partner__in": own})
    if may_enter_cms(person):
        readable = _readable(person, f"{_SUBMISSION}__page")
        hers |= readable & (Q(step=Step.EDITORIAL) | (Q(step=Step.COUNTY) & ~Exists(releasing)))
    wrote = Q(workflow_state__requested_by=person) | Q(**{f"{_SUBMISSION}__page__owner": person})
    return open_steps().filter(hers).exclude(wrote)


def open_steps() -> QuerySet[StepState]:
    """Return the steps that wait for a decision, the first to end first."""
    return (
        StepState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            workflow_state__current_task_state=F("pk"),
            **{f"{_SUBMISSION}__organisation__status": Organisation.Status.MEMBER},
        )
        .select_related(
            f"{_SUBMISSION}__organisation", f"{_SUBMISSION}__page", "claimed_by",
            "workflow_state__requested_by",
        )
        .order_by("due_at", "pk")
    )  # fmt: skip


def waiting_for(person: User, _now: datetime) -> QuerySet[StepState]:
    """Return what waits for her, overdue first; for the overview of other apps."""
    return waiting_steps(person)


def latest_submissions(person: User) -> QuerySet[Submission]:
    """Return the newest submission of each page she may know of, the open ones first."""
    newer = Submission.objects.filter(page=OuterRef("page"), pk__gt=OuterRef("pk"))
    found = seen_by(person).exclude(Exists(newer))
    return found.select_related("workflow_state").order_by("outcome", "-created_at", "-pk")


def of_her_own(person: User) -> Q:
    """Return the condition on a submission that she wrote it, or leads its county."""
    return (
        Q(workflow_state__requested_by=person)
        | Q(page__owner=person)
        | Q(organisation__in=released_by(person))
    )
