"""The embedded engine: tantivy, in a folder of the data directory.

One process writes (the worker, or a command while no worker runs): a second writer finds the index
locked and its deliveries wait. Readers in other processes see each commit. A rebuild grows in a
folder of its own; the file `current` names the living one and is replaced at once.
"""

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

import tantivy

from portal.kernel.content import Reference
from portal.outbox.registry import Failure
from search.analysis.streams import stem_of
from search.engines.layout import (
    ANALYZER,
    COMMIT_EVERY,
    FILTERS,
    HEAP_BYTES,
    KEPT,
    MOST_BUCKETS,
    ORDERED,
    STREAMS,
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
from search.port import Bucket, Document, EngineUnavailable, Held, Hit, Query, Results, Term

ATTEMPTS = 3


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("reference", tokenizer_name="raw", index_option="basic")
    for name in KEPT:
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in STREAMS:
        order = "position" if name == ORDERED else "freq"
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option=order)
    for name in FILTERS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", fast=True, indexed=True)
    builder.add_float_field("boost", fast=True)
    return builder.build()


SCHEMA = _schema()


def _document(document: Document) -> tantivy.Document:
    return tantivy.Document(
        reference=str(document.reference),
        stored=packed(document),
        held=packed_held(document),
        published=int(document.published_at.timestamp()),
        # tantivy multiplies a score by log2(2 + field): this field makes that log2(3) * boost.
        boost=3**document.boost - 2,
        **streams_of(document),
        **filters_of(document),
    )


@contextmanager
def _reaching() -> Iterator[None]:
    """Say of what tantivy and the disk refuse that the engine is away."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise EngineUnavailable(str(error)) from error


class _Generation:
    """One index folder, open for reading, and for writing where this process is the writer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = tantivy.Index.open(str(folder))
        # Fields go by their numbers: those of another version would be filters on other fields.
        self.is_current = self.index.schema == SCHEMA
        self._writer: tantivy.IndexWriter | None = None

    @classmethod
    def made_in(cls, folder: Path) -> "_Generation":
        """Begin an empty index, or open the one that another process has just begun there."""
        folder.mkdir(parents=True, exist_ok=True)
        tantivy.Index(SCHEMA, path=str(folder), reuse=True)
        return cls(folder)

    def write(self, documents: Sequence[Document], deleted: Sequence[Reference]) -> None:
        """Replace and delete in one commit: readers see all of it or nothing."""
        self.stage(documents, deleted)
        self.commit()

    def stage(self, documents: Sequence[Document], deleted: Sequence[Reference]) -> None:
        """Replace and delete with the next commit."""
        writer = self._open_writer()
        for reference in (*deleted, *(document.reference for document in documents)):
            writer.delete_documents_by_term("reference", str(reference))
        for document in documents:
            writer.add_document(_document(document))

    def commit(self) -> None:
        """Let readers see what was staged."""
        self._open_writer().commit()
        self.index.reload()

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self.index.writer(heap_size=HEAP_BYTES, num_threads=1)
            except ValueError as error:
                raise EngineUnavailable(f"another process writes to the index: {error}") from error
        return self._writer

    def close(self) -> None:
        """Let go of the write lock once running merges are done."""
        writer, self._writer = self._writer, None
        if writer is not None:
            # The folder may be gone: a rebuild has replaced it, and its merges matter to nobody.
            with suppress(ValueError, OSError):
                writer.wait_merging_threads()


class EmbeddedEngine:
    """tantivy below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pointer = folder / "current"
        self._living: _Generation | None = None

    def update(
        self, documents: Sequence[Document], deleted: Sequence[Reference]
    ) -> Mapping[Reference, Failure]:
        """Index and delete in one commit."""
        try:
            self._current_generation().write(documents, deleted)
        except (OSError, ValueError) as error:
            self._drop()
            raise EngineUnavailable(str(error)) from error
        return {}

    def search(self, query: Query, terms: Sequence[Term]) -> Results:
        """Search the newest commit."""
        generation = self._current_generation()
        generation.index.reload()
        searcher = generation.index.searcher()
        wanted = _query(query, [_any_of(terms)] if terms else ())
        # Either by score, weighted by the boost, or by date, the newest first.
        order: dict[str, Any] = (
            {"weight_by_field": "boost"} if terms else {"order_by_field": "published"}
        )
        with _reaching():
            found: Any = searcher.search(wanted, limit=query.limit, offset=query.offset, **order)
            hits = tuple(
                unpacked(searcher.doc(address)["stored"][0], score if terms else 0.0)
                for score, address in found.hits
            )
            return Results(total=found.count, hits=hits, facets=_facets(searcher, query, terms))

    def suggest(self, query: Query, groups: Sequence[Sequence[Term]]) -> tuple[Hit, ...]:
        """Look among the newest commit."""
        generation = self._current_generation()
        generation.index.reload()
        searcher = generation.index.searcher()
        wanted = _query(query, [_any_of(group) for group in groups])
        with _reaching():
            found: Any = searcher.search(
                wanted, limit=query.limit, count=False, weight_by_field="boost"
            )
            return tuple(
                unpacked(searcher.doc(address)["stored"][0], score) for score, address in found.hits
            )

    def count(self) -> int:
        """Return how many documents the newest commit holds."""
        generation = self._generation()
        generation.index.reload()
        number: int = generation.index.searcher().num_docs
        return number

    def counts(self) -> Mapping[str, int]:
        """Count the newest commit by kind."""
        generation = self._current_generation()
        generation.index.reload()
        wanted = {"kind": {"terms": {"field": "kind", "size": MOST_BUCKETS}}}
        everything = tantivy.Query.all_query()
        counted: Any = generation.index.searcher().aggregate(everything, wanted)
        return {str(row["key"]): int(row["doc_count"]) for row in counted["kind"]["buckets"]}

    def leftovers(self) -> Collection[str]:
        """Name the generations nobody points to."""
        return [folder.name for folder in self._all_but(self._name())]

    def held(self, references: Collection[Reference] | None = None) -> Iterator[Held]:
        """Read one commit: what is written meanwhile is not seen."""
        generation = self._current_generation()
        generation.index.reload()
        searcher = generation.index.searcher()
        wanted, most = tantivy.Query.all_query(), searcher.num_docs
        if references is not None:
            wanted = _filter("reference", [str(reference) for reference in references])
            most = len(references)
        with _reaching():
            found: Any = searcher.search(wanted, limit=max(most, 1), count=False)
            for _score, address in found.hits:
                yield unpacked_held(searcher.doc(address)["held"][0])

    @contextmanager
    def rebuild(self) -> Iterator["_Builder"]:
        """Grow a new generation; the writer of the old one goes on meanwhile."""
        replaced = self._folder / self._name()
        self._remove_all_but(replaced.name)
        new = _Generation.made_in(self._folder / f"generation-{token_hex(6)}")
        try:
            yield _Builder(self, new)
        finally:
            new.close()
            for folder in {replaced, new.folder} - {self._folder / self._name()}:
                shutil.rmtree(folder, ignore_errors=True)

    def point_to(self, generation: _Generation) -> None:
        """Make a generation the living one, for every process, at once."""
        beside = self._pointer.with_suffix(".new")
        beside.write_text(generation.folder.name)
        beside.replace(self._pointer)

    def close(self) -> None:
        """Let go of the index; the next use opens it again."""
        self._drop()

    def _generation(self) -> _Generation:
        """Return the living generation, opened anew where a rebuild has replaced it."""
        for attempt in range(ATTEMPTS):
            name = self._name()
            if self._living is not None and self._living.folder.name == name:
                return self._living
            self._drop()
            try:
                self._living = _Generation(self._folder / name)
            except (OSError, ValueError) as error:
                # A rebuild may have swapped between the look at the pointer and the opening.
                if attempt == ATTEMPTS - 1:
                    raise EngineUnavailable(str(error)) from error
        raise EngineUnavailable("the index is being replaced over and over")

    def _current_generation(self) -> _Generation:
        generation = self._generation()
        if not generation.is_current:
            raise EngineUnavailable("the index is of another version: run rebuild_search")
        return generation

    def _name(self) -> str:
        """Read which generation lives; the first one is made here."""
        if not self._pointer.exists():
            self.point_to(_Generation.made_in(self._folder / "generation-first"))
        return self._pointer.read_text().strip()

    def _drop(self) -> None:
        living, self._living = self._living, None
        if living is None:
            return
        living.close()
        if living.folder.name != self._name():
            # The rebuild that replaced it has deleted it, but our last merge may have written on.
            shutil.rmtree(living.folder, ignore_errors=True)

    def _remove_all_but(self, living: str) -> None:
        """Delete generations nobody points to: leftovers of killed rebuilds."""
        for folder in self._all_but(living):
            shutil.rmtree(folder, ignore_errors=True)

    def _all_but(self, living: str) -> list[Path]:
        return [one for one in self._folder.glob("generation-*") if one.name != living]


class _Builder:
    """A generation under construction."""

    def __init__(self, engine: EmbeddedEngine, generation: _Generation) -> None:
        self._engine = engine
        self.generation = generation
        self._staged = 0

    def add(self, documents: Sequence[Document]) -> Mapping[Reference, Failure]:
        """Add documents, replacing those added before."""
        with _reaching():
            self.generation.stage(documents, ())
            self._staged += len(documents)
            if self._staged >= COMMIT_EVERY:
                self.generation.commit()
                self._staged = 0
        return {}

    def remove(self, references: Sequence[Reference]) -> None:
        """Remove documents; absent ones are no error."""
        with _reaching():
            self.generation.stage((), references)

    def swap(self) -> None:
        """Take over at once."""
        with _reaching():
            self.generation.commit()
            self.generation.close()
            self._engine.point_to(self.generation)


def _query(query: Query, matching: Sequence[tantivy.Query]) -> tantivy.Query:
    """Match what the reader may see of what she chose, and all that is asked for besides."""
    must = [_filter("audience", sorted(query.audience))]
    must += [_filter(*chosen) for chosen in query.filters().items()]
    must += [_unscored(_phrase(phrase)) for phrase in query.phrases]
    if days := seconds_of(query):
        must.append(_unscored(_between("published", *days)))
    must += matching
    excluded = [_excluded(phrase) for phrase in query.without]
    if query.besides:
        excluded.append(_filter("reference", [str(one) for one in query.besides]))
    return tantivy.Query.boolean_query(
        [
            *((tantivy.Occur.Must, wanted) for wanted in must),
            *((tantivy.Occur.MustNot, unwanted) for unwanted in excluded),
        ]
    )


def _phrase(words: Sequence[str]) -> tantivy.Query:
    if len(words) == 1:
        return tantivy.Query.term_query(SCHEMA, ORDERED, words[0], "basic")
    return tantivy.Query.phrase_query(SCHEMA, ORDERED, list(words))


def _excluded(words: Sequence[str]) -> tantivy.Query:
    """Match what shall not be there: one word in all its forms, several just so."""
    if len(words) == 1:
        return tantivy.Query.term_query(SCHEMA, "stems", stem_of(words[0]), "basic")
    return _phrase(words)


def _between(name: str, first: int, last: int) -> tantivy.Query:
    return tantivy.Query.range_query(SCHEMA, name, tantivy.FieldType.Integer, first, last)


def _filter(name: str, values: Sequence[str]) -> tantivy.Query:
    """Match any of the values."""
    return _unscored(tantivy.Query.term_set_query(SCHEMA, name, list(values)))


def _unscored(wanted: tantivy.Query) -> tantivy.Query:
    """Take what matches without a share in the score."""
    return tantivy.Query.const_score_query(wanted, 0.0)


def _any_of(terms: Sequence[Term]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, _term(term)) for term in terms])


def _one_of(words: Mapping[str, Sequence[str]]) -> tantivy.Query:
    """Match what has one of the words of a stream in it."""
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, _filter(name, found)) for name, found in words.items()]
    )


def _term(term: Term) -> tantivy.Query:
    wanted = tantivy.Query.term_query(SCHEMA, term.stream, term.word, "freq")
    return tantivy.Query.boost_query(wanted, term.weight)


def _facets(
    searcher: tantivy.Searcher, query: Query, terms: Sequence[Term]
) -> dict[str, tuple[Bucket, ...]]:
    """Count values among hits; the visibility filter is part of every query that is counted."""
    counted: dict[str, tuple[Bucket, ...]] = {}
    matching = [_one_of(looked_for_in(terms))] if terms else []
    for counting, names in query.countings():
        if names:
            wanted = {name: {"terms": {"field": name, "size": MOST_BUCKETS}} for name in names}
            found: dict[str, Any] = searcher.aggregate(_query(counting, matching), wanted)
            counted |= {name: _buckets(found[name]["buckets"]) for name in names}
    return counted


def _buckets(rows: Sequence[Mapping[str, Any]]) -> tuple[Bucket, ...]:
    buckets = (Bucket(str(row["key"]), int(row["doc_count"])) for row in rows)
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value)))
