"""Search for a reader: ask the engine, check its hits against the database, explain the outcome."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

import structlog
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from portal.kernel.content import Reference
from portal.members.audiences import Reader
from search.analysis.streams import terms_in
from search.corrections import FEW, MUCH_MORE, Corrected, corrected_text, doubted, seen_in
from search.engines import engine
from search.highlight import marked, snippet
from search.in_files import files_saying, says_nothing
from search.late import Late, late_for
from search.names import all_names
from search.operators import Typed, read
from search.port import FILTERS, Bucket, EngineUnavailable, Hit, Query, Results
from search.query import Understood, bounded, understand
from search.registry import all_searchables, searchable, visible_references
from search.synonyms.living import thesaurus
from search.synonyms.thesaurus import Thesaurus
from search.vocabulary import Words, vocabulary
from search.why import reasons

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
    why: tuple[str, ...] = ()
    # The names of the files in which the words stand that the page does not say itself.
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of what was found. `degraded`: only titles were searched, the engine is away.

    `typed` is what was made of the text, `chosen` the filters of both, text and address.
    `corrected` words are included in what is shown; `meant` is a text that finds much more.
    """

    query: Query
    typed: Typed = Typed("")  # noqa: RUF009 - it is frozen
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    total: int = 0
    hits: tuple[Found, ...] = ()
    facets: dict[str, tuple[Bucket, ...]] = field(default_factory=dict)
    corrected: Corrected = ()
    meant: str = ""
    degraded: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether filters were chosen or typed, or days."""
        return bool(self.chosen or self.query.since or self.query.until)

    @property
    def corrected_text(self) -> str:
        """What the results are for, where words were corrected."""
        return corrected_text(self.query.text, self.corrected)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an engine found, without what the reader may not see any more."""

    results: Results
    hits: Sequence[Hit]

    @property
    def total(self) -> int:
        return self.results.total - (len(self.results.hits) - len(self.hits))


def search(reader: Reader, query: Query, synonyms: Thesaurus | None = None) -> SearchPage:
    """Return a page of hits this reader may see now, whatever the index believes.

    `synonyms` are those of the curators, unless some are to be tried out.
    """
    text = bounded(query.text)
    typed = read(text, all_names) if query.operators else Typed(text)
    wanted = _narrowed(query, typed)
    page = SearchPage(query=query, typed=typed, chosen=wanted.filters())
    words = vocabulary.of(query.audience)
    understood = understand(
        typed.words,
        words,
        exact=query.exact,
        phrases=typed.phrases,
        synonyms=synonyms or thesaurus.now(),
    )
    if text and not (understood.terms or typed.narrowed or typed.without):
        return page
    late = late_for(reader)
    wanted = late.kept_from(wanted)
    try:
        seen = _look(reader, late, wanted, understood)
        if seen.total <= FEW and not (query.exact or understood.corrections):
            return _second_look(reader, late, page, wanted, words, understood, seen)
    except EngineUnavailable as error:
        logger.warning("search_unavailable", error=str(error))
        found = _titles_only(reader, wanted, typed)
        return replace(page, total=len(found), hits=found, degraded=True)
    corrected = seen_in(seen.hits, understood.corrections)
    return _page_of(page, seen, understood, corrected)


def _narrowed(query: Query, typed: Typed) -> Query:
    """Return the query with what was typed as an operator; filters of one kind come together."""
    chosen: defaultdict[str, tuple[str, ...]] = defaultdict(tuple, query.filters())
    for one in typed.narrowed:
        chosen[one.facet] = tuple(dict.fromkeys((*chosen[one.facet], *one.values)))
    fields: dict[str, Any] = {FILTERS[name]: values for name, values in chosen.items()}
    return replace(query, phrases=typed.phrases, without=typed.without, **fields)


def _look(reader: Reader, late: Late, query: Query, understood: Understood) -> _Seen:
    results = engine().search(query, understood.terms)
    # Beside what is late, in case it is more than that: what was withdrawn meanwhile is dropped.
    visible = visible_references(reader, (hit.reference for hit in results.hits))
    hits = [hit for hit in results.hits if hit.reference in visible]
    words = frozenset(term.word for term in understood.terms)
    return _Seen(results, late.brought_up(hits, words))


def _second_look(  # noqa: PLR0917 - what the first look has found out
    reader: Reader,
    late: Late,
    page: SearchPage,
    wanted: Query,
    words: Words,
    understood: Understood,
    seen: _Seen,
) -> SearchPage:
    """Look for what may have been meant: instead of nothing it is shown, instead of little named.

    The words do stand in texts; but they may be there misspelt, or in none that fits the filters.
    """
    doubts = doubted(understood.words, words)
    if not doubts:
        return _page_of(page, seen, understood)
    text = corrected_text(page.typed.words, tuple((word, near) for word, (near,) in doubts.items()))
    other = understand(text, words, exact=True, phrases=page.typed.phrases)
    found = _look(reader, late, replace(wanted, counted=not seen.total and wanted.counted), other)
    corrected = seen_in(found.hits, doubts)
    if not seen.total and corrected:
        return _page_of(page, found, other, corrected)
    shown = _page_of(page, seen, understood)
    if not corrected or found.total < seen.total * MUCH_MORE:
        return shown
    return replace(shown, meant=corrected_text(page.query.text, corrected))


def _page_of(
    page: SearchPage, seen: _Seen, understood: Understood, corrected: Corrected = ()
) -> SearchPage:
    wanted = frozenset(term.word for term in understood.terms)
    today = timezone.localdate()
    return replace(
        page,
        total=seen.total,
        hits=tuple(
            _shown(hit, wanted, reasons(hit, understood, today) if page.query.explained else ())
            for hit in seen.hits
        ),
        facets=dict(seen.results.facets),
        corrected=corrected,
    )


def _shown(hit: Hit, wanted: frozenset[str], why: Iterable[str]) -> Found:
    described = searchable(hit.reference.kind)
    files = files_saying(hit, wanted)
    text = files[0].beginning if files and says_nothing(hit, wanted) else hit.body
    return Found(
        reference=hit.reference,
        kind_label=described.label if described else hit.reference.kind,
        title=marked(hit.title, wanted),
        plain_title=hit.title,
        url=hit.url,
        snippet=snippet(text, wanted),
        organisation=hit.organisation,
        organisation_name=hit.organisation_name,
        published_at=hit.published_at,
        score=hit.score,
        why=tuple(why),
        files=tuple(file.name for file in files),
    )


def _titles_only(reader: Reader, query: Query, typed: Typed) -> tuple[Found, ...]:
    """Look through titles in the database while the engine is away; filters by kind still hold."""
    text = " ".join((typed.words, *chain.from_iterable(typed.phrases))).strip()
    wanted = terms_in(text)
    return tuple(
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
    )
