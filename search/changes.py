"""When what can be found has changed last."""

from datetime import datetime

from portal.outbox.models import Entry
from portal.outbox.registry import reaction_name
from search.reactions import reindex


def last_change() -> datetime | None:
    """Return when the index followed the database last; None if not within the last day."""
    delivered = Entry.objects.filter(reaction=reaction_name(reindex), delivered_at__isnull=False)
    return delivered.order_by("-delivered_at").values_list("delivered_at", flat=True).first()
