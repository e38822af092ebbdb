"""What joining does by the clock."""

from datetime import datetime, timedelta

from portal.joining.models import Invitation

KEEP_INVITATIONS = timedelta(days=90)


def forget_invitations(now: datetime) -> int:
    """Delete invitations three months after they could last be accepted: addresses are data."""
    return Invitation.objects.filter(expires_at__lt=now - KEEP_INVITATIONS).delete()[0]
