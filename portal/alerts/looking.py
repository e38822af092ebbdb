"""What saved searches find for their owner now, and what of it is new to her.

Rights, titles and addresses are those of the database at this moment, whatever the index believes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from portal.alerts.addresses import query_of
from portal.alerts.models import SavedSearch
from portal.alerts.rules import KNOWN_WITHIN, TOLD_WITHIN
from portal.kernel.content import Reference
from portal.members.audiences import tokens_of
from portal.members.models import User
from search.port import Document
from search.reactions import describe
from search.registry import visible_references
from search.service import search as search_for


class SearchAway(Exception):
    """The engine does not answer: what is found now cannot be said."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look: all that was found, and what of it is new and may be told, the best first."""

    search: SavedSearch
    at: datetime
    found: tuple[Reference, ...]
    news: tuple[Document, ...] = ()

    @property
    def known(self) -> set[Reference]:
        """What is known after this: what is told, and what stands too far down to be told.

        What may not be told now is neither, so that it is new if it comes back.
        """
        return {one.reference for one in self.news} | set(self.found[TOLD_WITHIN:])


def found_by(search: SavedSearch, person: User) -> tuple[Reference, ...]:
    """Return what a search finds for its owner, the best first, as far as it is remembered."""
    query = query_of(search.address, person, page_size=TOLD_WITHIN)
    found: list[Reference] = []
    for number in range(1, KNOWN_WITHIN // TOLD_WITHIN + 1):
        page = search_for(person, replace(query, page=number))
        if page.degraded:
            raise SearchAway
        found += [hit.reference for hit in page.hits]
        if page.total <= number * TOLD_WITHIN:
            break
    return tuple(found)


def looks_at(searches: Collection[SavedSearch], person: User) -> list[Look]:
    """Look at several searches of one person's; raises SearchAway."""
    # Before anything is looked for: what comes meanwhile is looked for again.
    now = timezone.now()
    found = {search: found_by(search, person) for search in searches}
    new = {search: _new(search, hits) for search, hits in found.items()}
    shown = _shown({one for hits in new.values() for one in hits}, person)
    return [
        Look(search, now, hits, tuple(shown[one] for one in new[search] if one in shown))
        for search, hits in found.items()
    ]


def _new(search: SavedSearch, found: Sequence[Reference]) -> list[Reference]:
    known = {one.reference for one in search.known.all()}
    return [one for one in found[:TOLD_WITHIN] if one not in known]


def _shown(new: Collection[Reference], person: User) -> Mapping[Reference, Document]:
    """Describe what she may see now; what is withdrawn, or not hers to read, is left out."""
    tokens, visible = tokens_of(person), visible_references(person, new)
    return {
        reference: document
        for reference, document in describe(visible).items()
        if not document.audience.isdisjoint(tokens)
    }
