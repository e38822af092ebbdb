"""What upkeep adds to a page in the search: what does not hold any more counts less."""

from collections.abc import Collection, Mapping

from portal.publishing.documents import Addition
from portal.publishing.models import ContentPage
from portal.upkeep.models import Upkeep
from search.weights import OBSOLETE


def additions(pages: Collection[ContentPage]) -> Mapping[str, Addition]:
    """Say by key which pages are obsolete; one query."""
    rows = Upkeep.objects.filter(page__in=[page.pk for page in pages])
    obsolete = set(rows.exclude(obsolete_since=None).values_list("page_id", flat=True))
    return {page.key: Addition(boost=OBSOLETE) for page in pages if page.pk in obsolete}
