"""The tables of joining, one file per part."""

from portal.joining.models.people import Invitation, MembershipEvent

__all__ = ["Invitation", "MembershipEvent"]
