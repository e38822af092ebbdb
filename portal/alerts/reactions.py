"""What saved searches do when they are saved."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from portal.alerts.actions import settle_search
from portal.alerts.looking import SearchAway, found_by
from portal.alerts.models import Rhythm, SavedSearch
from portal.kernel.content import Reference
from portal.members.queries import people_with_memberships
from portal.outbox.registry import Failure, slow


@slow
def learn_hits(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Note what searches find as they are saved: that is not new to their owners."""
    failures = {}
    keys = [one.key for one in references]
    saved = SavedSearch.objects.filter(key__in=keys, looked_at=None)
    for search in saved.exclude(rhythm=Rhythm.NONE):
        try:
            _learn(search)
        except SearchAway:
            failures[search.reference] = Failure("the search is away")
    return failures


def _learn(search: SavedSearch) -> None:
    now = timezone.now()
    for person in people_with_memberships([search.person_id]):
        found = found_by(search, person)
        settle_search(search=search, known=found, found=found, now=now)
