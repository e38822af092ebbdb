"""Invitations, applications and requests as tests need them, made by the actions people use."""

from typing import Any

from django.utils import timezone

from portal.joining.actions.applications import apply_for_membership, confirm_application
from portal.joining.actions.people import invite
from portal.joining.actions.requests import ask_to_join, confirm_request
from portal.joining.models import Applicant, Invitation, JoinRequest, MembershipApplication
from portal.members.models import Membership, Organisation, User


def invitation(
    coordinator: User, organisation: Organisation, email: str = "neu@kreis.example", **fields: Any
) -> Invitation:
    """Invite an address as staff."""
    values: dict[str, Any] = {"name": "Nele Neu", "role": Membership.Role.STAFF}
    return invite(
        actor=coordinator,
        organisation=organisation,
        email=email,
        now=timezone.now(),
        **(values | fields),
    )


def applicant(
    organisation: Organisation, email: str = "a.antrag@kreis.example", **fields: Any
) -> Applicant:
    """Write an application down; its address is not confirmed."""
    values: dict[str, Any] = {"name": "Anja Antrag", "unit": "Pressestelle", "channels": ()}
    values |= {"why": "Wir fangen gerade an.", "language": "de", "now": timezone.now()}
    return apply_for_membership(organisation=organisation, email=email, **(values | fields))


def application(organisation: Organisation, **fields: Any) -> MembershipApplication:
    """Apply for a county, confirmed."""
    confirmed = confirm_application(applicant=applicant(organisation, **fields), now=timezone.now())
    assert confirmed.application is not None
    return confirmed.application


def join_request(
    organisation: Organisation | None, email: str = "f.frag@kreis.example", **fields: Any
) -> JoinRequest:
    """Write a request to join down; its address is not confirmed."""
    values: dict[str, Any] = {"name": "Frauke Frag", "words": "Ich bin neu in der Pressestelle."}
    values |= {"language": "de", "now": timezone.now()}
    return ask_to_join(organisation=organisation, email=email, **(values | fields))


def confirmed_request(organisation: Organisation, **fields: Any) -> JoinRequest:
    """Ask to join, with a confirmed address."""
    asked = join_request(organisation, **fields)
    confirm_request(
        request=asked, organisation=organisation, now=fields.get("now") or timezone.now()
    )
    asked.refresh_from_db()
    return asked
