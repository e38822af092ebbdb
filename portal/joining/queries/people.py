"""Reads about an organisation's people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.functional import Promise

from portal.joining.models import Invitation, MembershipEvent
from portal.members.belongings import Belonging, all_belongings
from portal.members.models import ACTIVE_STATUSES, LEADING, Membership, Organisation, User


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody looks after, of one kind."""

    label: str | Promise
    things: Sequence[Belonging]
    # How many there are for whom the titles are not meant.
    hidden: int = 0


def people_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return who acts for an organisation, those who lead it first, then by name."""
    return (
        Membership.objects.filter(organisation=organisation, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("role", "user__name", "pk")
    )


def everybody_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return all memberships, those of accounts that are switched off, too."""
    return Membership.objects.filter(organisation=organisation).select_related(
        "user", "organisation"
    )


def member_organisations() -> QuerySet[Organisation]:
    """Return the member organisations by name, with who leads them in `memberships` (2 queries)."""
    leaders = Membership.objects.filter(user__is_active=True, role__in=LEADING)
    led = leaders.select_related("user").order_by("role", "user__name", "pk")
    members = Organisation.objects.filter(status=Organisation.Status.MEMBER)
    return members.order_by("name", "type_label", "pk").prefetch_related(
        Prefetch("memberships", led)
    )


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Return the invitations that were neither accepted nor revoked, the newest first."""
    return Invitation.objects.open().filter(organisation=organisation)


def invitations_to(person: User, now: datetime) -> QuerySet[Invitation]:
    """Return what she is invited to and may still accept, the first to run out first."""
    usable = Invitation.objects.usable(now).filter(
        email=person.email.lower(), organisation__status__in=sorted(ACTIVE_STATUSES)
    )
    return usable.select_related("organisation").order_by("expires_at", "pk")


def organisations_without_leader(now: datetime) -> QuerySet[Organisation]:
    """Return who takes part, is led by nobody, and has invited nobody to lead it."""
    leaders = Membership.objects.filter(
        organisation=OuterRef("pk"), role__in=LEADING, user__is_active=True
    )
    invited = Invitation.objects.usable(now).filter(organisation=OuterRef("pk"), role__in=LEADING)
    active = Organisation.objects.filter(status__in=sorted(ACTIVE_STATUSES))
    return active.filter(~Exists(leaders), ~Exists(invited)).order_by("name", "type_label", "pk")


def events_of(organisation: Organisation, number: int = 30) -> QuerySet[MembershipEvent]:
    """Return what happened last among an organisation's people."""
    events = MembershipEvent.objects.filter(organisation=organisation)
    return events.select_related("person", "actor")[:number]


def other_leaders(membership: Membership) -> int:
    """Count who else leads the organisation."""
    return (
        Membership.objects.filter(
            organisation=membership.organisation_id, role__in=LEADING, user__is_active=True
        )
        .exclude(pk=membership.pk)
        .count()
    )


def held_by(person: User, organisation: Organisation) -> list[Held]:
    """Return what a person looks after for an organisation, in every app; no empty kinds."""
    held = (Held(kind.label, kind.held_by(person, organisation)) for kind in all_belongings())
    return [one for one in held if one.things]


def held_as_seen_by(reader: User, membership: Membership) -> list[Held]:
    """Return what somebody looks after; moderators who are no colleagues see kinds only.

    What a county keeps to itself has titles, too (docs/decisions/0005).
    """
    held = held_by(membership.user, membership.organisation)
    if any(one.organisation_id == membership.organisation_id for one in reader.current_memberships):
        return held
    return [replace(kind, things=(), hidden=len(kind.things)) for kind in held]


def colleagues_of(membership: Membership) -> QuerySet[User]:
    """Return who could take over from somebody."""
    return (
        User.objects.filter(is_active=True, memberships__organisation=membership.organisation_id)
        .exclude(pk=membership.user_id)
        .order_by("name", "pk")
    )
