"""What becomes of notices by the clock."""

from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Q

from portal.notifications.models import InboxNotice

KEEP_READ = timedelta(days=90)
KEEP_UNREAD = timedelta(days=365)
MOST_AT_ONCE = 5000


def forget_notices(now: datetime) -> int:
    """Delete what was read three months ago, and what nobody has read for a year."""
    old = Q(read_at__lt=now - KEEP_READ) | Q(created_at__lt=now - KEEP_UNREAD)
    pks = InboxNotice.objects.filter(old).order_by("pk").values_list("pk", flat=True)
    return InboxNotice.objects.filter(pk__in=list(islice(pks, MOST_AT_ONCE))).delete()[0]
