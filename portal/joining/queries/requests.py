"""Reads about requests to join, and about mail domains."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from portal.joining.domains import domain_of
from portal.joining.models import JoinRequest, OrganisationDomain
from portal.members.models import ACTIVE_STATUSES, Membership, Organisation, User

MOST_SHOWN = 50


def organisations_to_join() -> QuerySet[Organisation]:
    """Return who takes part, and may be asked: that is public."""
    return Organisation.objects.filter(status__in=sorted(ACTIVE_STATUSES)).order_by(
        "name", "type_label", "pk"
    )


def suggested_for(email: str) -> QuerySet[Organisation]:
    """Return the organisations to which an address's domain belongs; the whole domain counts."""
    domains = OrganisationDomain.objects.filter(domain=domain_of(email) or None)
    return organisations_to_join().filter(pk__in=domains.values("organisation"))


def acts_for(email: str, organisation: Organisation) -> bool:
    """Whether the owner of an address acts for the organisation already."""
    return Membership.objects.filter(
        organisation=organisation, user__email=email, user__is_active=True
    ).exists()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and whether its address's domain is known for the organisation."""

    request: JoinRequest
    domain_known: bool


def open_requests(organisation: Organisation) -> list[Asked]:
    """Return who waits for an answer, the longest first, as many as one answers at a time.

    Two queries; those behind come up as the first ones are answered.
    """
    known = set(domains_of(organisation).values_list("domain", flat=True))
    requests = JoinRequest.objects.open().filter(organisation=organisation)[:MOST_SHOWN]
    return [Asked(request, domain_of(request.email) in known) for request in requests]


def domains_of(organisation: Organisation) -> QuerySet[OrganisationDomain]:
    """Return the domains known for an organisation."""
    return OrganisationDomain.objects.filter(organisation=organisation)


def requests_without_answer(before: datetime) -> QuerySet[JoinRequest]:
    """Return open requests confirmed before then, of which the moderators do not know yet."""
    waiting = JoinRequest.objects.open().filter(escalated_at=None, confirmed_at__lt=before)
    # Whose organisation is suspended cannot be answered by moderators either.
    return waiting.filter(organisation__in=organisations_to_join()).order_by("pk")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many people wait for an organisation's answer, and since when the first does."""

    organisation: Organisation
    number: int
    since: datetime


def requests_waiting_for(person: User) -> list[Waiting]:
    """Return the organisations she leads at whose door somebody waits, the longest first."""
    led = {organisation.pk: organisation for organisation in person.led_organisations}
    waiting = JoinRequest.objects.open().filter(organisation__in=led)
    rows = waiting.order_by().values_list("organisation").annotate(Count("pk"), Min("confirmed_at"))
    return sorted((Waiting(led[pk], *row) for pk, *row in rows), key=lambda one: one.since)


def unanswered_requests() -> QuerySet[JoinRequest]:
    """Return the requests of which the moderators were told that nobody answers."""
    left = JoinRequest.objects.open().filter(
        escalated_at__isnull=False, organisation__in=organisations_to_join()
    )
    return left.select_related("organisation").order_by("confirmed_at", "pk")
