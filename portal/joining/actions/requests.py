"""How people ask to act for an organisation, and what its coordinators answer."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from portal.joining.actions.people import AlreadyThere, invite
from portal.joining.domains import normal_domain
from portal.joining.facts import (
    JoinRequestConfirmed,
    JoinRequestDeclined,
    JoinRequestUnanswered,
    JoinRequestWritten,
)
from portal.joining.models import JoinRequest, OrganisationDomain
from portal.joining.queries.requests import acts_for, domains_of, organisations_to_join
from portal.joining.rules.people import may_look_after_people
from portal.joining.rules.requests import may_note_domain
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import require
from portal.members.models import Membership, Organisation, User
from portal.members.rules import may_bear_name
from portal.outbox.recording import record


class TooLate(Exception):
    """The link has run out, or somebody has answered meanwhile."""


class AlreadyActing(Exception):
    """The person acts for the organisation already: she only needs to log in."""


@transaction.atomic
def ask_to_join(
    *,
    organisation: Organisation | None,
    name: str,
    email: str,
    words: str,
    language: str,
    now: datetime,
) -> JoinRequest:
    """Write the request down and send the link that confirms the address; no more happens."""
    require(may_bear_name(clean_line(name)))
    request = JoinRequest.objects.create(
        organisation=organisation,
        name=clean_line(name),
        email=email.strip().lower(),
        words=clean_text(words),
        language=language,
        created_at=now,
    )
    record(JoinRequestWritten(reference=request.reference))
    return request


@transaction.atomic
def confirm_request(*, request: JoinRequest, organisation: Organisation, now: datetime) -> None:
    """Let a request reach the organisation's coordinators; repeating it changes nothing.

    Who asks twice under one address is asked for once. Raises TooLate after three days, or where
    the organisation takes no part any more, and AlreadyActing where there is nothing to ask for.
    """
    open_there = organisations_to_join().select_for_update().filter(pk=organisation.pk)
    if request.is_late(now) or not open_there:
        raise TooLate
    if acts_for(request.email, organisation):
        raise AlreadyActing
    same = JoinRequest.objects.open().filter(organisation=organisation, email=request.email)
    if same.exists():
        return
    unconfirmed = JoinRequest.objects.filter(pk=request.pk, confirmed_at=None)
    if unconfirmed.update(organisation=organisation, confirmed_at=now):
        record(JoinRequestConfirmed(reference=request.reference))


@transaction.atomic
def accept_request(*, actor: User, request: JoinRequest, now: datetime) -> None:
    """Invite who asked, as staff; who joined meanwhile needs no invitation.

    Raises TooLate where somebody else answered meanwhile.
    """
    organisation = _organisation_of(request)
    require(may_look_after_people(actor, organisation))
    _decide(request, actor, now, accepted=True)
    with suppress(AlreadyThere):
        invite(
            actor=actor,
            organisation=organisation,
            email=request.email,
            name=request.name,
            role=Membership.Role.STAFF,
            now=now,
        )


@transaction.atomic
def decline_request(*, actor: User, request: JoinRequest, answer: str, now: datetime) -> None:
    """Say no, with the sentence she reads. Raises TooLate where somebody answered meanwhile."""
    require(may_look_after_people(actor, _organisation_of(request)))
    _decide(request, actor, now, accepted=False, answer=clean_text(answer))
    record(JoinRequestDeclined(reference=request.reference))


def _decide(
    request: JoinRequest, actor: User, now: datetime, *, accepted: bool, answer: str = ""
) -> None:
    waiting = JoinRequest.objects.open().filter(pk=request.pk)
    if not waiting.update(decided_at=now, decided_by=actor, accepted=accepted, answer=answer):
        raise TooLate


def _organisation_of(request: JoinRequest) -> Organisation:
    if request.organisation is None:
        raise TooLate
    return request.organisation


@transaction.atomic
def tell_moderators(*, request: JoinRequest, now: datetime) -> None:
    """Tell the moderators, once, that nobody answers a request."""
    if JoinRequest.objects.open().filter(pk=request.pk, escalated_at=None).update(escalated_at=now):
        record(JoinRequestUnanswered(reference=request.reference))


@transaction.atomic
def add_domain(*, actor: User, organisation: Organisation, domain: str) -> OrganisationDomain:
    """Note a mail domain of an organisation; repeating it changes nothing."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    normal = normal_domain(domain)
    require(may_note_domain(actor, organisation, normal, domains_of(organisation).count()))
    noted, _created = OrganisationDomain.objects.get_or_create(
        organisation=organisation, domain=normal
    )
    return noted


@transaction.atomic
def remove_domain(*, actor: User, domain: OrganisationDomain) -> None:
    """Forget a domain."""
    require(may_look_after_people(actor, domain.organisation))
    domain.delete()
