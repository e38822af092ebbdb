"""Engines under contract: the embedded one always, Elasticsearch where there is one."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from portal.kernel.content import Reference
from search.analysis.folding import tokens
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.port import Document, Engine, Query, Results
from search.query import understand
from search.suggest import groups_of
from search.vocabulary import WordList, WordsOfReader

# With equal parameters the two engines must agree; tantivy's are fixed.
SAME_BM25 = {"k1": 1.2, "b": 0.75}
PUBLIC = frozenset({"public"})


def Words(*words: str) -> WordsOfReader:  # noqa: N802 - reads like the table it stands for
    """Give a vocabulary of these words, as a reader would have it."""
    return WordsOfReader([WordList(words)])


@contextmanager
def elastic(similarity: dict[str, float] | None = None) -> Iterator[ElasticEngine]:
    """Give an engine with indices of its own, deleted afterwards."""
    client = Elasticsearch(os.environ["TEST_ELASTICSEARCH_URL"], request_timeout=30)
    prefix = f"contract-{secrets.token_hex(5)}"
    arguments = (similarity,) if similarity else ()
    try:
        yield ElasticEngine(client, prefix, *arguments)
    finally:
        for name in client.indices.get(index=f"{prefix}-*").body:
            client.indices.delete(index=name)
        client.close()


@contextmanager
def embedded(folder: Path) -> Iterator[EmbeddedEngine]:
    """Give an engine in a folder."""
    engine = EmbeddedEngine(folder)
    try:
        yield engine
    finally:
        engine.close()


def document(key: str, title: str = "Ohne Titel", body: str = "", **fields: Any) -> Document:
    """Describe something public of Osnabrück."""
    values = {
        "reference": Reference(fields.pop("kind", "question"), key),
        "title": title,
        "body": body,
        "url": f"/fragen/{key}/",
        "audience": PUBLIC,
        "organisation": "landkreis-osnabrueck",
        "organisation_name": "Landkreis Osnabrück",
        "published_at": datetime(2024, 5, 1, 12, tzinfo=UTC),
    }
    return Document(**(values | fields))


def look(engine: Engine, text: str = "", vocabulary: Any = None, **fields: Any) -> Results:
    """Search as a reader who may read what is public."""
    query = Query(text=text, **({"audience": PUBLIC} | fields))
    return engine.search(query, understand(text, vocabulary or Words()).terms)


def typed(engine: Engine, text: str, **fields: Any) -> list[str]:
    """Return the keys of what is suggested for a text that is being typed."""
    words = [token.word for token in tokens(text)]
    query = Query(text=text, **({"audience": PUBLIC} | fields))
    groups = groups_of(words, ended=text.endswith(" ")) if words else []
    return [hit.reference.key for hit in engine.suggest(query, groups)] if groups else []


def keys(results: Results) -> list[str]:
    """Return the keys of the hits, in order."""
    return [hit.reference.key for hit in results.hits]


def counts(results: Results, facet: str) -> dict[str, int]:
    """Return the counts of a facet."""
    return {bucket.value: bucket.count for bucket in results.facets[facet]}
