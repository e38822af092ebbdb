"""Reads about packages."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from portal.exits.models import ExitEvent, ExitPackage, State
from portal.members.estates import all_estates, all_kinds
from portal.members.models import Membership, Organisation


@dataclass(frozen=True, slots=True)
class Holding:
    """How many things of a kind an organisation owns; None: known once a package is made."""

    label: str | Promise
    number: int | None


def holdings_of(organisation: Organisation) -> list[Holding]:
    """Return what a package would hold."""
    return [
        Holding(kind.label, kind.count(organisation) if kind.count else None)
        for kind in all_kinds()
    ]


def counts_by_label(package: ExitPackage) -> list[Holding]:
    """Return what a package holds."""
    return [Holding(kind.label, package.counts.get(kind.name, 0)) for kind in all_kinds()]


def latest_package(organisation: Organisation) -> ExitPackage | None:
    """Return the package that counts: the last one asked for, unless it was deleted."""
    packages = ExitPackage.objects.filter(organisation=organisation).exclude(state=State.ENDED)
    return packages.select_related("organisation", "requested_by").first()


def events_of(organisation: Organisation, number: int = 30) -> QuerySet[ExitEvent]:
    """Return what happened last to an organisation's packages."""
    events = ExitEvent.objects.filter(package__organisation=organisation)
    return events.select_related("actor")[:number]


def own_people(organisation: Organisation) -> set[int]:
    """Return who is named in what the organisation owns as one of its own."""
    return {pk for estate in all_estates() for pk in estate.people(organisation)}


def own_colleagues(organisation: Organisation) -> set[int]:
    """Return who acts for the organisation now."""
    acting = Membership.objects.filter(organisation=organisation)
    return set(acting.values_list("user", flat=True))
