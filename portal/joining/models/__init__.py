"""The tables of joining, one file per part."""

from portal.joining.models.applications import (
    Applicant,
    ApplicationEvent,
    ApplicationVote,
    MembershipApplication,
)
from portal.joining.models.people import Invitation, MembershipEvent
from portal.joining.models.requests import JoinRequest, OrganisationDomain

__all__ = [
    "Applicant",
    "ApplicationEvent",
    "ApplicationVote",
    "Invitation",
    "JoinRequest",
    "MembershipApplication",
    "MembershipEvent",
    "OrganisationDomain",
]
