"""What the index does not know yet: of things whose delivery waits, or has failed, the database.

A reader must not meet what was withdrawn while the outbox is stuck, be it in a count; nor words
that were taken out of what she may still read.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from portal.kernel.content import Reference
from portal.members.audiences import Reader
from portal.outbox.models import Entry
from portal.outbox.registry import reaction_name
from search.in_files import has_any
from search.port import Document, Hit, Query
from search.reactions import describe, reindex
from search.registry import visible_references

# With more than these waiting, hits are still checked, but counts may be those of before.
MOST = 500


@dataclass(frozen=True, slots=True)
class Late:
    """What waits: what this reader may see now, and what she may not."""

    shown: frozenset[Reference] = frozenset()
    hidden: frozenset[Reference] = frozenset()

    def kept_from(self, query: Query) -> Query:
        """Return the query without what she may not see any more: it is not even counted."""
        return replace(query, besides=tuple(sorted(self.hidden))) if self.hidden else query

    def brought_up(self, hits: Sequence[Hit], wanted: Collection[str]) -> list[Hit]:
        """Return hits as the database has them now; those that say none of the words any more go.

        Asks the database only where one of them is late.
        """
        late = [hit.reference for hit in hits if hit.reference in self.shown]
        now = describe(late) if late else {}
        return list(_as_now(hits, frozenset(late), now, wanted))


def late_for(reader: Reader) -> Late:
    """Look up what waits: one query, and one more where something does."""
    waiting = set(_waiting())
    if not waiting:
        return Late()
    shown = frozenset(visible_references(reader, waiting))
    return Late(shown, frozenset(waiting - shown))


def _waiting() -> Iterator[Reference]:
    entries = Entry.objects.filter(delivered_at=None, reaction=reaction_name(reindex))
    for kind, key in entries.order_by("-pk").values_list("kind", "key")[:MOST]:
        yield Reference(kind, key)


def _as_now(
    hits: Sequence[Hit],
    late: frozenset[Reference],
    now: dict[Reference, Document],
    wanted: Collection[str],
) -> Iterator[Hit]:
    for hit in hits:
        if hit.reference not in late:
            yield hit
        elif document := now.get(hit.reference):
            fresh = _renewed(hit, document)
            if not wanted or has_any(fresh, wanted):
                yield fresh


def _renewed(hit: Hit, document: Document) -> Hit:
    return replace(
        hit,
        title=document.title,
        body=document.body,
        url=document.url,
        organisation=document.organisation,
        organisation_name=document.organisation_name,
        published_at=document.published_at,
        marks=document.marks,
        # Their texts are read by a worker, which is late as well.
        files=(),
    )
