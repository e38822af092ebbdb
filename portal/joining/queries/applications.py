"""Reads about applications."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from portal.joining.models import (
    Applicant,
    ApplicationEvent,
    ApplicationVote,
    MembershipApplication,
)
from portal.joining.models.applications import ApplicationQuerySet
from portal.joining.rules.applications import voters
from portal.joining.rules.states import State
from portal.members.audiences import Reader
from portal.members.models import Organisation, User

_YES, _NO = ApplicationVote.Choice.YES, ApplicationVote.Choice.NO


@dataclass(frozen=True, slots=True)
class Votes:
    """How a vote stands."""

    cast: int
    yes: int
    no: int

    @property
    def abstained(self) -> int:
        """How many took part without saying yes or no; they count for the quorum."""
        return self.cast - self.yes - self.no


def count_votes(application: MembershipApplication) -> Votes:
    """Count the votes of those who are member counties now (one query)."""
    votes = application.votes.filter(organisation__in=voting_counties())
    counted = votes.aggregate(
        cast=Count("pk"),
        yes=Count("pk", filter=Q(choice=_YES)),
        no=Count("pk", filter=Q(choice=_NO)),
    )
    return Votes(**counted)


def voting_counties() -> QuerySet[Organisation]:
    """Return who has a vote: the member counties."""
    return Organisation.objects.filter(
        kind=Organisation.Kind.COUNTY, status=Organisation.Status.MEMBER
    ).order_by("name", "type_label", "pk")


def applications_for(reader: Reader) -> ApplicationQuerySet:
    """Return the applications the reader may know of; `may_see_application` says the same."""
    applications: ApplicationQuerySet = MembershipApplication.objects.select_related(
        "organisation", "lead"
    )
    if isinstance(reader, User) and reader.is_moderator:
        return applications
    return applications.filter(quorum__isnull=False)


def history_of(application: MembershipApplication) -> QuerySet[ApplicationEvent]:
    """Return what happened to an application, in order."""
    return application.events.select_related("actor", "applicant")


def applicants_of(application: MembershipApplication) -> QuerySet[Applicant]:
    """Return who applies, the first one first."""
    return application.applicants.prefetch_related("channels")


def votes_of(application: MembershipApplication) -> QuerySet[ApplicationVote]:
    """Return how each county voted."""
    return application.votes.select_related("organisation")


def votes_over(now: datetime) -> QuerySet[MembershipApplication]:
    """Return the votes whose time is over."""
    voting = MembershipApplication.objects.filter(state=State.VOTING, vote_ends_at__lte=now)
    return voting.order_by("pk")


def guests_over(now: datetime) -> QuerySet[MembershipApplication]:
    """Return the guests whose last day is over."""
    today = timezone.localtime(now).date()
    return MembershipApplication.objects.filter(state=State.GUEST, guest_until__lt=today).order_by(
        "pk"
    )


def admitted_at(organisation_ids: list[int]) -> dict[int, datetime]:
    """Return when the group admitted each, as far as it was decided here (one query)."""
    approved = MembershipApplication.objects.filter(
        state=State.APPROVED, organisation__in=organisation_ids, decided_at__isnull=False
    )
    rows = approved.order_by("decided_at").values_list("organisation_id", "decided_at")
    return {organisation_id: at for organisation_id, at in rows if at is not None}


def applications_to_decide(reader: User) -> QuerySet[MembershipApplication]:
    """Return what a moderator has to look at, the oldest first; not for a county of her own."""
    submitted = MembershipApplication.objects.filter(state=State.SUBMITTED)
    if not reader.is_moderator:
        return submitted.none()
    own = [membership.organisation_id for membership in reader.current_memberships]
    others = submitted.exclude(organisation__in=own).select_related("organisation")
    return others.order_by("submitted_at", "pk")


def applications_to_vote_on(reader: User, now: datetime) -> QuerySet[MembershipApplication]:
    """Return the votes in which a county of hers has not voted, the first to end first."""
    counties = voters(reader)
    cast = Count("votes", filter=Q(votes__organisation__in=counties))
    running = MembershipApplication.objects.filter(state=State.VOTING, vote_ends_at__gt=now)
    open_to_her = running.annotate(cast=cast).filter(cast__lt=len(counties))
    return open_to_her.select_related("organisation").order_by("vote_ends_at", "pk")
