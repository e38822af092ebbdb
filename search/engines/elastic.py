"""Elasticsearch, through its own client and `elasticsearch.dsl`.

Streams are fields split at blanks, filters are keywords. Visibility is a filter *in* the query;
nothing here looks beyond it: no global aggregation, no post_filter, no suggester, no query_string.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from elastic_transport import TransportError
from elasticsearch import ApiError, BadRequestError, Elasticsearch
from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query as DslQuery
from elasticsearch.helpers import ScanError, scan

from portal.kernel.content import Reference
from portal.outbox.registry import Failure
from search.analysis.streams import stem_of
from search.engines.layout import (
    ANALYZER,
    BM25,
    BULK_LENGTH,
    FILTERS,
    KEPT,
    MERGE_SECONDS,
    MOST_BUCKETS,
    ORDERED,
    REFRESH,
    REPLICAS,
    SCANNED,
    SEARCH_SECONDS,
    SHARDS,
    STREAMS,
    SUGGEST_SECONDS,
    WRITE_SECONDS,
)
from search.engines.stored import (
    filters_of,
    looked_for_in,
    packed,
    packed_held,
    seconds_of,
    streams_of,
    unpacked,
    unpacked_held,
)
from search.port import (
    DEEPEST_HIT,
    Bucket,
    Builder,
    Document,
    EngineUnavailable,
    Held,
    Hit,
    Query,
    Results,
    Term,
)

# The document itself is at fault; all else (busy, read-only, out of disk) passes.
BAD_DOCUMENT = 400
MISSING = 404
# ... unless the index knows less fields than this version: a rebuild makes one that knows them.
OLDER_INDEX = "strict_dynamic_mapping_exception"
Similarity = Mapping[str, float]
# Boosting while searching would keep the engine from passing over what cannot be among the best.
# The boosts are gentle: what stands below the deepest hit of all pages stays there.
_BOOSTED_BEST = {
    "window_size": DEEPEST_HIT,
    "query": {
        "score_mode": "multiply",
        "rescore_query": {
            "function_score": {
                "query": {"match_all": {}},
                "field_value_factor": {"field": "boost", "missing": 1.0},
                "boost_mode": "replace",
            }
        },
    },
}
# What to do, with which thing, and its fields.
_Action = tuple[str, Reference, dict[str, Any] | None]


def _index_body(similarity: Similarity) -> dict[str, Any]:
    stream = {"type": "text", "analyzer": ANALYZER, "similarity": "tuned"}
    properties: dict[str, Any] = {name: {**stream, "index_options": "freqs"} for name in STREAMS}
    properties[ORDERED]["index_options"] = "positions"
    properties |= {name: {"type": "keyword"} for name in FILTERS}
    properties |= {name: {"type": "keyword", "index": False, "doc_values": False} for name in KEPT}
    properties |= {
        "published": {"type": "long"},
        "boost": {"type": "float"},
    }
    return {
        "settings": {
            "number_of_shards": SHARDS,
            "auto_expand_replicas": REPLICAS,
            "refresh_interval": REFRESH,
            "similarity": {"tuned": {"type": "BM25", **similarity}},
        },
        "mappings": {
            "dynamic": "strict",
            "properties": properties,
            # The streams are made from the stored text; keeping them twice would double the index.
            "_source": {"excludes": list(STREAMS)},
        },
    }


def _source(document: Document) -> dict[str, Any]:
    return {
        **streams_of(document),
        **filters_of(document),
        "stored": packed(document),
        "held": packed_held(document),
        "published": int(document.published_at.timestamp()),
        "boost": document.boost,
    }


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except (ApiError, TransportError, ScanError) as error:
        raise EngineUnavailable(f"{type(error).__name__}: {error}") from error


class ElasticEngine:
    """Indices named `<prefix>-<token>` behind the aliases `<prefix>-read` and `<prefix>-write`."""

    def __init__(self, client: Elasticsearch, prefix: str, similarity: Similarity = BM25) -> None:
        self._client = client
        self._prefix = prefix
        self._similarity = similarity

    @classmethod
    def at(cls, url: str) -> "ElasticEngine":
        """Connect to `http(s)://[user:password@]host:port/prefix`."""
        parts = urlsplit(url)
        login = (parts.username, parts.password or "") if parts.username else None
        client = Elasticsearch(
            f"{parts.scheme}://{parts.hostname}:{parts.port or 9200}",
            basic_auth=login,
            retry_on_timeout=False,
            max_retries=0,
            request_timeout=WRITE_SECONDS,
        )
        return cls(client, parts.path.strip("/") or "kreiswissen")

    @property
    def _read(self) -> str:
        return f"{self._prefix}-read"

    @property
    def _write(self) -> str:
        return f"{self._prefix}-write"

    def update(
        self, documents: Sequence[Document], deleted: Sequence[Reference]
    ) -> Mapping[Reference, Failure]:
        """Index and delete in one bulk, searchable on return; every item's answer is read."""
        with _reaching():
            self._ensure_index()
            return self._bulk(self._write, documents, deleted, alias=True)

    def search(self, query: Query, terms: Sequence[Term]) -> Results:
        """Search; a partial or timed-out answer counts as none."""
        asked = list(query.countings())
        page_of_hits = _best(query, [_matching(terms)] if terms else [], SEARCH_SECONDS)
        bodies = [page_of_hits.to_dict()]
        bodies += [_counts_of(counting, terms, names) for counting, names in asked]
        header = {"allow_partial_search_results": False}
        with _reaching():
            answers = self._client.options(request_timeout=SEARCH_SECONDS).msearch(
                index=self._read, searches=[line for body in bodies for line in (header, body)]
            )["responses"]
            if answers[0]["status"] == MISSING:
                self._ensure_index()
                return Results(total=0, hits=())
        _require_complete(answers)
        page, *counts = answers
        counted = zip(counts, (names for _counting, names in asked), strict=True)
        return Results(
            total=counts[0]["hits"]["total"]["value"],
            hits=_hits(page, scored=bool(terms)),
            facets={
                name: _buckets(answer["aggregations"][name]["buckets"])
                for answer, names in counted
                for name in names
            },
        )

    def suggest(self, query: Query, groups: Sequence[Sequence[Term]]) -> tuple[Hit, ...]:
        """Look for titles; a partial or timed-out answer counts as none."""
        search = (
            _best(query, [_matching(group) for group in groups], SUGGEST_SECONDS)
            .using(self._client.options(request_timeout=SUGGEST_SECONDS))
            .index(self._read)
            .params(allow_partial_search_results=False)
        )
        with _reaching():
            answer = search.execute().to_dict()
        _require_complete([answer])
        return _hits(answer, scored=True)

    def count(self) -> int:
        """Return how many documents the living index holds."""
        with _reaching():
            self._ensure_index()
            number: int = self._client.count(index=self._read)["count"]
            return number

    def counts(self) -> Mapping[str, int]:
        """Count the living index by kind."""
        wanted = {"kind": {"terms": {"field": "kind", "size": MOST_BUCKETS}}}
        with _reaching():
            self._ensure_index()
            answer = self._client.search(index=self._read, size=0, aggregations=wanted)
            rows = answer["aggregations"]["kind"]["buckets"]
            return {row["key"]: row["doc_count"] for row in rows}

    def leftovers(self) -> Collection[str]:
        """Name our indices behind no alias."""
        with _reaching():
            return self._own_indices() - self._living()

    def held(self, references: Collection[Reference] | None = None) -> Iterator[Held]:
        """Read one state of the index: what is written meanwhile is not seen."""
        wanted: dict[str, Any] = {"match_all": {}}
        if references is not None:
            wanted = {"ids": {"values": [str(reference) for reference in references]}}
        with _reaching():
            self._ensure_index()
            self._client.indices.refresh(index=self._read)
            body = {"query": wanted, "_source": ["held"]}
            for hit in scan(self._client, index=self._read, query=body, size=SCANNED):
                yield _held(hit)

    @contextmanager
    def rebuild(self) -> Iterator[Builder]:
        """Grow a new index; the aliases keep pointing at the old one until `swap`."""
        with _reaching():
            living = self._living()
            self._remove(self._own_indices() - living)
            name = self._create_index()
        try:
            yield _Builder(self, name)
        finally:
            with _reaching():
                self._remove(({name} | living) - self._living())

    def merge(self, name: str) -> None:
        """Make one segment of an index nobody asks yet; later writes make new ones beside it."""
        patient = self._client.options(request_timeout=MERGE_SECONDS)
        patient.indices.forcemerge(index=name, max_num_segments=1)

    def point_to(self, name: str) -> None:
        """Move both aliases to an index in one step."""
        self._client.indices.refresh(index=name)
        self._client.indices.update_aliases(
            actions=[
                action
                for alias in (self._read, self._write)
                for action in (
                    {"remove": {"index": f"{self._prefix}-*", "alias": alias, "must_exist": False}},
                    {"add": {"index": name, "alias": alias, "is_write_index": True}},
                )
            ]
        )

    def _ensure_index(self) -> None:
        """Make the first index, with its aliases in one step: a second worker gets a refusal.

        A lost alias is mended by the other one. Where both are lost a person has to decide: an
        empty new index would look as if nothing was ever written.
        """
        if self._client.indices.exists_alias(name=self._write):
            return
        if living := self._living():
            self.point_to(min(living))
            return
        if self._own_indices():
            raise EngineUnavailable(f"the alias {self._write} is missing; run rebuild_search")
        aliases = {self._read: {}, self._write: {"is_write_index": True}}
        try:
            self._create_index("first", aliases=aliases)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _create_index(self, token: str = "", **more: Any) -> str:
        name = f"{self._prefix}-{token or token_hex(6)}"
        self._client.indices.create(index=name, **_index_body(self._similarity), **more)
        return name

    def _own_indices(self) -> set[str]:
        """Name all our indices; `kreiswissen` does not take those of `kreiswissen-test` for its."""
        own = re.compile(re.escape(self._prefix) + "-(first|[0-9a-f]{12})")
        known = self._client.indices.get_alias(index=f"{self._prefix}-*", ignore_unavailable=True)
        return {name for name in known.body if own.fullmatch(name)}

    def _living(self) -> set[str]:
        """Name the indices behind the aliases: one, or none before the first write."""
        aliases = f"{self._read},{self._write}"
        known = self._client.options(ignore_status=404).indices.get_alias(name=aliases)
        return {name for name, entry in known.body.items() if name not in {"error", "status"}}

    def _remove(self, names: set[str]) -> None:
        for name in names:
            self._client.indices.delete(index=name, ignore_unavailable=True)

    def _bulk(
        self,
        index: str,
        documents: Sequence[Document],
        deleted: Sequence[Reference],
        *,
        alias: bool,
        refresh: bool = True,
    ) -> dict[Reference, Failure]:
        # Made as they are sent: with the text of files, some hundred documents fill the memory.
        actions: Iterator[_Action] = chain(
            (("index", document.reference, _source(document)) for document in documents),
            (("delete", reference, None) for reference in deleted),
        )
        failures: dict[Reference, Failure] = {}
        for chunk in _chunks(actions):
            answer = self._client.bulk(
                index=index, operations=_operations(chunk), require_alias=alias, refresh=refresh
            )
            failures |= _failures([reference for _verb, reference, _body in chunk], answer["items"])
        return failures


class _Builder:
    """An index under construction."""

    def __init__(self, engine: ElasticEngine, name: str) -> None:
        self._engine = engine
        self._name = name

    def add(self, documents: Sequence[Document]) -> Mapping[Reference, Failure]:
        """Add documents, replacing those added before."""
        with _reaching():
            return self._engine._bulk(self._name, documents, (), alias=False, refresh=False)

    def remove(self, references: Sequence[Reference]) -> None:
        """Remove documents; absent ones are no error."""
        with _reaching():
            self._engine._bulk(self._name, (), references, alias=False, refresh=False)

    def swap(self) -> None:
        """Take over at once."""
        with _reaching():
            self._engine.merge(self._name)
            self._engine.point_to(self._name)


def _chunks(actions: Iterable[_Action]) -> Iterator[list[_Action]]:
    """Cut what is to be sent into requests of bearable size; one huge document goes alone."""
    chunk: list[_Action] = []
    length = 0
    for action in actions:
        size = sum(len(str(value)) for value in (action[2] or {}).values())
        if chunk and length + size > BULK_LENGTH:
            yield chunk
            chunk, length = [], 0
        chunk.append(action)
        length += size
    if chunk:
        yield chunk


def _operations(actions: Sequence[_Action]) -> list[dict[str, Any]]:
    lines = ([{verb: {"_id": str(reference)}}, body] for verb, reference, body in actions)
    return [line for pair in lines for line in pair if line is not None]


def _failures(
    references: Sequence[Reference], items: Sequence[Mapping[str, Any]]
) -> dict[Reference, Failure]:
    """Read each item's answer: a bulk says 200 with refused items inside; 404 is a done delete."""
    failures = {}
    for reference, item in zip(references, items, strict=True):
        (answer,) = item.values()
        if answer["status"] >= 400 and answer["status"] != 404:
            reason = str(answer.get("error", answer["status"]))
            at_fault = answer["status"] == BAD_DOCUMENT and OLDER_INDEX not in reason
            failures[reference] = Failure(reason, permanent=at_fault)
    return failures


def _best(query: Query, matching: Sequence[DslQuery], seconds: float) -> Search:
    """Ask for the hits alone: uncounted, those that cannot get onto a page are passed over.

    Where nothing has to match, the newest come first.
    """
    search = _searching(query, seconds).extra(track_total_hits=False).source(["stored"])
    search = search[query.offset : query.offset + query.limit]
    if not matching:
        return search.sort("-published")
    # On its own, not among the filters: there it would not be passed over either.
    return search.query(Q("bool", must=list(matching))).extra(rescore=_BOOSTED_BEST)


def _counts_of(query: Query, terms: Sequence[Term], counted: Sequence[str]) -> dict[str, Any]:
    """Count values among the hits of a query, and these; nothing of it is scored."""
    search = _searching(query, SEARCH_SECONDS).extra(track_total_hits=True)[:0]
    if terms:
        wanted = [Q("terms", **{name: words}) for name, words in looked_for_in(terms).items()]
        search = search.filter(Q("bool", should=wanted, minimum_should_match=1))
    for name in counted:
        search.aggs.bucket(name, "terms", field=name, size=MOST_BUCKETS)
    body: dict[str, Any] = search.to_dict()
    return body


def _searching(query: Query, seconds: float) -> Search:
    """Begin with what the reader may see of what she chose."""
    return Search().query(_narrowed(query)).extra(timeout=f"{int(seconds * 1000)}ms")


def _held(hit: Mapping[str, Any]) -> Held:
    if stored := hit["_source"].get("held"):
        return unpacked_held(stored)
    # Written by an older version: it is in line with nothing.
    kind, _, key = hit["_id"].partition(":")
    return Held(Reference(kind, key), "", frozenset())


def _narrowed(query: Query) -> DslQuery:
    filters = [Q("terms", audience=sorted(query.audience))]
    filters += [Q("terms", **{name: list(values)}) for name, values in query.filters().items()]
    filters += [_phrase(phrase) for phrase in query.phrases]
    if days := seconds_of(query):
        filters.append(Q("range", published={"gte": days[0], "lte": days[1]}))
    excluded = [_excluded(phrase) for phrase in query.without]
    if query.besides:
        excluded.append(Q("ids", values=[str(one) for one in query.besides]))
    return Q("bool", filter=filters, must_not=excluded)


def _matching(terms: Sequence[Term]) -> DslQuery:
    matches = [Q("term", **{t.stream: {"value": t.word, "boost": t.weight}}) for t in terms]
    return Q("bool", should=matches, minimum_should_match=1)


def _phrase(words: Sequence[str]) -> DslQuery:
    return Q("match_phrase", **{ORDERED: " ".join(words)})


def _excluded(words: Sequence[str]) -> DslQuery:
    """Match what shall not be there: one word in all its forms, several just so."""
    return Q("term", stems=stem_of(words[0])) if len(words) == 1 else _phrase(words)


def _require_complete(answers: Sequence[Mapping[str, Any]]) -> None:
    """Refuse an answer of which a part is missing, failed or was cut off."""
    for answer in answers:
        if "error" in answer:
            raise EngineUnavailable(str(answer["error"]))
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise EngineUnavailable("the answer was incomplete")


def _hits(answer: Mapping[str, Any], *, scored: bool) -> tuple[Hit, ...]:
    return tuple(
        unpacked(hit["_source"]["stored"], hit["_score"] if scored else 0.0)
        for hit in answer["hits"]["hits"]
    )


def _buckets(rows: Sequence[Mapping[str, Any]]) -> tuple[Bucket, ...]:
    buckets = (Bucket(str(row["key"]), int(row["doc_count"])) for row in rows)
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value)))
