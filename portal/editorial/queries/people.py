"""Who decides at a step, asked by role at this moment: whoever has left decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from wagtail.models import WorkflowState

from portal.editorial.models import StepState, Submission, releasers_of
from portal.editorial.models.steps import authors_of, newest
from portal.editorial.rules import Step, may_be_asked, may_read_draft
from portal.members.models import ACTIVE_STATUSES, Organisation, User
from portal.members.queries import moderators, people_with_memberships
from portal.publishing.models import ContentPage


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a step asks. `instead`: moderators, as the county has nobody who may release."""

    people: tuple[User, ...]
    instead: bool = False

    @property
    def pks(self) -> frozenset[int]:
        """Their numbers, for rules."""
        return frozenset(person.pk for person in self.people)


NOBODY = Asked(())


def authors(state: WorkflowState, page: ContentPage) -> set[int]:
    """Return who wrote or handed in the page."""
    return authors_of(state, page)


def asked_at(step: StepState, page: ContentPage) -> Asked:
    """Return who decides about this step now; nobody for a county that is not a member now."""
    state = step.workflow_state
    latest = newest(page)
    if latest.organisation.status != Organisation.Status.MEMBER:
        return NOBODY
    return would_be_asked(Step(step.step), page, latest, authors_of(state, page), _partner(state))


def would_be_asked(
    step: Step,
    page: ContentPage,
    latest: ContentPage,
    without: Iterable[int],
    partner: Organisation | None = None,
) -> Asked:
    """Return whom a step asks about the page; the same before and after it is handed in."""
    left_out = set(without)
    match step:
        case Step.COUNTY:
            people = releasers_of(latest.organisation).exclude(pk__in=left_out)
            if found := tuple(people):
                return Asked(found)
            return Asked(moderators_reading(page, latest, left_out), instead=True)
        case Step.EDITORIAL:
            return Asked(moderators_reading(page, latest, left_out))
    return Asked(tuple(_people_of(partner, latest).exclude(pk__in=left_out))) if partner else NOBODY


def moderators_reading(
    page: ContentPage, latest: ContentPage, without: Iterable[int] = ()
) -> tuple[User, ...]:
    """Return the moderators who may read a draft (three queries, however many there are)."""
    people = people_with_memberships(moderators().values_list("pk", flat=True))
    left_out = set(without)
    return tuple(
        one for one in people if one.pk not in left_out and may_read_draft(one, page, latest)
    )


def partners_for(page: ContentPage) -> list[Organisation]:
    """Return the academic partners that can be asked about a page."""
    partners = Organisation.objects.filter(
        kind=Organisation.Kind.ACADEMIC_PARTNER, status__in=ACTIVE_STATUSES
    )
    return [one for one in partners if may_be_asked(one, page)]


def _people_of(partner: Organisation, latest: ContentPage) -> QuerySet[User]:
    if not may_be_asked(partner, latest):
        return User.objects.none()
    here = Q(memberships__organisation=partner, is_active=True)
    return User.objects.filter(here).order_by("name", "pk").distinct()


def _partner(state: WorkflowState) -> Organisation | None:
    submission = Submission.objects.filter(workflow_state=state).select_related("partner").first()
    return submission.partner if submission else None
