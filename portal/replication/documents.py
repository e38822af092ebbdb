"""What reports add to a page in the search: their words, and how often it worked elsewhere."""

from collections.abc import Collection, Mapping

from portal.publishing.documents import Addition
from portal.publishing.models import ContentPage
from portal.replication.models import Report
from portal.replication.queries import tally_of, told_to_the_search
from portal.replication.rules import wilson_lower_bound
from search.boosts import Because, Mark


def additions(pages: Collection[ContentPage]) -> Mapping[str, Addition]:
    """Say by key what reports add; only those that everybody sees who sees the page."""
    told = told_to_the_search(pages)
    return {key: _addition(reports) for key, reports in told.items() if reports}


def _addition(reports: Collection[Report]) -> Addition:
    tally = tally_of(reports)
    ended = tally.tried - tally.running
    proven = wilson_lower_bound(tally.worked, ended)
    mark = Mark(Because.REPLICATED, degree=proven, part=tally.worked, whole=ended)
    texts = [getattr(one, name) for one in reports for name in ("context", "changed", "outcome")]
    later = [one.later for one in reports]
    return Addition("\n".join(filter(None, [*texts, *later])), (mark,) if ended else ())
