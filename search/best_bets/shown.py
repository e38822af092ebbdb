"""What is recommended to a reader, above the hits of her search."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise

from portal.kernel.content import Reference
from portal.members.audiences import Reader
from search.best_bets.bets import MOST_FOR_ONE_QUERY, Bet
from search.best_bets.living import best_bets
from search.best_bets.rules import asked_by
from search.port import Document
from search.query import bounded
from search.reactions import describe
from search.registry import searchable, visible_references
from search.service import SearchPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """A page that curators recommend. `note`: who does, and why."""

    reference: Reference
    kind_label: str | Promise
    title: str
    url: str
    organisation: str
    organisation_name: str
    note: str


def with_best_bets(reader: Reader, page: SearchPage) -> tuple[SearchPage, tuple[Recommended, ...]]:
    """Return what is recommended for a search, and its page without those among the hits.

    Asks the database alone, so it holds while the engine is away; without a recommendation for
    this very search it asks nothing at all.
    """
    made = tuple(_recommended(reader, _wanted(page, timezone.localdate())))
    if not made:
        return page, ()
    shown = {one.reference for one in made}
    hits = tuple(hit for hit in page.hits if hit.reference not in shown)
    return replace(page, hits=hits, total=page.total or len(made)), made


def _wanted(page: SearchPage, today: date) -> list[Bet]:
    """Return what holds today; where somebody turns pages or narrows, she has seen it."""
    if page.query.page > 1 or page.is_narrowed:
        return []
    bets = best_bets.now().get(asked_by(bounded(page.query.text)), ())
    return [bet for bet in bets if bet.until is None or bet.until >= today]


def _recommended(reader: Reader, bets: Collection[Bet]) -> Iterator[Recommended]:
    """Describe, as the database has it now, what the reader may see now."""
    visible = visible_references(reader, (bet.page for bet in bets)) if bets else set()
    documents = describe(visible)
    # Two curators may have recommended the same at one moment.
    found = {bet.page: bet for bet in bets if bet.page in documents}
    chosen = list(found.values())[:MOST_FOR_ONE_QUERY]
    yield from (_shown(bet, documents[bet.page]) for bet in chosen)


def _shown(bet: Bet, document: Document) -> Recommended:
    described = searchable(bet.page_kind)
    return Recommended(
        reference=bet.page,
        kind_label=described.label if described else "",
        title=document.title,
        url=document.url,
        organisation=document.organisation,
        organisation_name=document.organisation_name,
        note=bet.note,
    )


def titles_of(reader: Reader, pages: Collection[Reference]) -> dict[Reference, str]:
    """Return the titles of those pages the reader may see now."""
    documents = describe(visible_references(reader, pages))
    return {reference: document.title for reference, document in documents.items()}
