"""Search for a reader: ask the engine, check its hits against the database, explain the outcome."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from portal.kernel.content import Reference
from portal.members.audiences import Reader
from search.analysis.folding import tokens
from search.analysis.streams import terms_of
from search.engines import engine
from search.highlight import marked, snippet
from search.port import Bucket, EngineUnavailable, Hit, Query
from search.query import Understood, bounded, understand
from search.registry import all_searchables, searchable, visible_references
from search.synonyms.living import thesaurus
from search.synonyms.thesaurus import Thesaurus
from search.vocabulary import vocabulary

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit as it is shown."""

    reference: Reference
    kind_label: str | Promise
    title: str | SafeString
    plain_title: str
    url: str
    snippet: str | SafeString = ""
    organisation: str = ""
    organisation_name: str = ""
    published_at: datetime | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of what was found. `degraded`: only titles were searched, the engine is away."""

    query: Query
    total: int = 0
    hits: tuple[Found, ...] = ()
    facets: dict[str, tuple[Bucket, ...]] = field(default_factory=dict)
    corrected: tuple[tuple[str, str], ...] = ()
    degraded: bool = False


def search(reader: Reader, query: Query, synonyms: Thesaurus | None = None) -> SearchPage:
    """Return a page of hits this reader may see now, whatever the index believes.

    `synonyms` are those of the curators, unless some are to be tried out.
    """
    words, synonyms = vocabulary.of(query.audience), synonyms or thesaurus.now()
    understood = understand(bounded(query.text), words, exact=query.exact, synonyms=synonyms)
    if query.text.strip() and not understood.terms:
        return SearchPage(query=query)
    try:
        results = engine().search(query, understood.terms)
    except EngineUnavailable as error:
        logger.warning("search_unavailable", error=str(error))
        return _titles_only(reader, query)
    # The index may be late: what was withdrawn meanwhile is dropped.
    visible = visible_references(reader, (hit.reference for hit in results.hits))
    hits = [hit for hit in results.hits if hit.reference in visible]
    wanted = frozenset(term.word for term in understood.terms)
    return SearchPage(
        query=query,
        total=results.total - (len(results.hits) - len(hits)),
        hits=tuple(_shown(hit, wanted) for hit in hits),
        facets=dict(results.facets),
        corrected=_corrections_seen(understood, hits),
    )


def _shown(hit: Hit, wanted: frozenset[str]) -> Found:
    described = searchable(hit.reference.kind)
    return Found(
        reference=hit.reference,
        kind_label=described.label if described else hit.reference.kind,
        title=marked(hit.title, wanted),
        plain_title=hit.title,
        url=hit.url,
        snippet=snippet(hit.body, wanted),
        organisation=hit.organisation,
        organisation_name=hit.organisation_name,
        published_at=hit.published_at,
        score=hit.score,
    )


def _corrections_seen(understood: Understood, hits: Iterable[Hit]) -> tuple[tuple[str, str], ...]:
    """Name a correction only where a hit the reader sees has it: the vocabulary may not tell."""
    if not understood.corrections:
        return ()
    seen: dict[str, str] = {}
    for hit in hits:
        text = f"{hit.title} {hit.body}"
        seen |= {token.word: text[token.start : token.end] for token in tokens(text)}
    named = (
        (word, next((seen[near] for near in neighbours if near in seen), None))
        for word, neighbours in understood.corrections.items()
    )
    return tuple((word, near) for word, near in named if near)


def _titles_only(reader: Reader, query: Query) -> SearchPage:
    """Look through titles in the database while the engine is away; filters by kind still hold."""
    text = bounded(query.text)
    wanted = frozenset(term for token in tokens(text) for term in terms_of(token.word))
    found = [
        Found(
            reference=Reference(described.kind, hit.key),
            kind_label=described.label,
            title=marked(hit.title, wanted),
            plain_title=hit.title,
            url=hit.url,
        )
        for described in all_searchables()
        if text and (not query.kinds or described.kind in query.kinds)
        for hit in described.find_by_title(reader, text, query.limit)
    ]
    return SearchPage(query=query, total=len(found), hits=tuple(found), degraded=True)
