"""Invitations as tests need them, made by the action people use."""

from typing import Any

from django.utils import timezone

from portal.joining.actions.people import invite
from portal.joining.models import Invitation
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
