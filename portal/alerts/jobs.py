"""What becomes of saved searches and wishes by the clock."""

from datetime import datetime, timedelta

from django.db.models import Min

from portal.alerts.actions import begin_alert
from portal.alerts.models import Alert, Commission, Wish
from portal.alerts.queries import due_searches
from search.changes import last_change

# In one round; the others are due in the next one, a minute later.
MOST_PEOPLE = 100
# Longer than any mail is tried: its searches are free again.
GIVE_UP = timedelta(days=1)
KEEP_WISHES = timedelta(days=365)


def begin_alerts(now: datetime) -> int:
    """Begin a mail for everybody with searches that are due, and return how many were begun.

    A search that writes at once is due when the index has changed since it was looked at; with an
    index at rest this is two queries.
    """
    Alert.objects.filter(begun_at__lt=now - GIVE_UP).delete()
    changed_at = last_change()
    # Who has waited longest comes first: so nobody waits for ever.
    waiting = due_searches(now, changed_at).order_by().values_list("person")
    longest = waiting.annotate(since=Min("looked_at")).order_by("since", "person")
    people = [person for person, _since in longest[:MOST_PEOPLE]]
    begun = [begin_alert(person=one, now=now, changed_at=changed_at) for one in people]
    return sum(alert is not None for alert in begun)


def forget_wishes(now: datetime) -> int:
    """Delete what was wished for or commissioned more than a year ago."""
    old = now - KEEP_WISHES
    gone = Wish.objects.filter(wished_at__lt=old).delete()[0]
    return gone + Commission.objects.filter(begun_at__lt=old).delete()[0]
