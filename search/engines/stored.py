"""What both engines keep of a document: streams to match, values to filter, the text to show."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware

from portal.kernel.content import Reference
from search.analysis.beginnings import beginnings
from search.analysis.folding import words_in
from search.analysis.language import language_of
from search.analysis.streams import analyse, stem_of, terms_in
from search.boosts import Mark
from search.engines.layout import BEGINNING_OF_FILE, BETWEEN, FOUND_IN, LONGEST_STORED, ORDERED
from search.port import EARLIEST, LATEST, Document, FoundFile, Held, Hit, Query, Term


def streams_of(document: Document) -> dict[str, str]:
    """Return the text fields: analysed here, split at blanks by the engine."""
    title, body = analyse(document.title), analyse(document.body)
    return {
        # A phrase does not begin in the title and end in the text.
        ORDERED: " ".join((*title.words, BETWEEN, *body.words)),
        "stems": " ".join(title.stems + body.stems),
        "parts": " ".join(title.parts + body.parts),
        "title_parts": " ".join(title.parts),
        "file_parts": " ".join(part for one in document.files for part in analyse(one.text).parts),
        "title_beginnings": " ".join(beginnings(document.title)),
    }


def filters_of(document: Document) -> dict[str, list[str]]:
    """Return the fields that are matched exactly."""
    return {
        "audience": sorted(document.audience),
        "kind": [document.reference.kind],
        "organisation": [document.organisation],
        "topic": list(document.topics),
        "channel": list(document.channels),
        "year": [str(document.published_at.year)],
        "solved": [] if document.solved is None else ["yes" if document.solved else "no"],
        "language": [language_of(f"{document.title} {document.body}")],
    }


def looked_for_in(terms: Iterable[Term]) -> dict[str, list[str]]:
    """Return the words of which a hit has one, by stream: what to count, where no order matters.

    A word that is found by its stem among the parts anyway is left out. Whoever asks for one stream
    only, is answered by that one.
    """
    terms = list(terms)
    parts = {term.word for term in terms if term.stream == "parts"}
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for term in terms:
        found_as = stem_of(term.word) if term.stream == ORDERED else term.word
        if term.stream in FOUND_IN or found_as not in parts:
            wanted[term.stream].append(term.word)
    return dict(wanted)


def seconds_of(query: Query) -> tuple[int, int] | None:
    """Return the first and last second of the days asked for; None where none are."""
    if query.since is None and query.until is None:
        return None
    first, last = query.since or EARLIEST, query.until or LATEST
    return _begin_of(first), _begin_of(last + timedelta(days=1)) - 1


def _begin_of(day: date) -> int:
    return int(make_aware(datetime.combine(day, time())).timestamp())


def words_of(document: Document) -> set[str]:
    """Return the folded words of a document, for the vocabulary; numbers of its files are none."""
    in_files = (word for file in document.files for word in words_in(file.text))
    return {
        *words_in(document.title),
        *words_in(document.body),
        *(word for word in in_files if word.isalpha()),
    }


def held_as(document: Document) -> Held:
    """Return what an index that is in line with the database holds of a document."""
    told = {one.name: getattr(document, one.name) for one in fields(document)}
    audience = told.pop("audience")
    # How much a mark is worth may fall from day to day: that makes no document outdated.
    told["marks"] = [asdict(replace(mark, degree=1.0)) for mark in document.marks]
    text = json.dumps(told, default=_plain, sort_keys=True, ensure_ascii=False)
    digest = hashlib.blake2b(text.encode(errors="replace"), digest_size=16).hexdigest()
    return Held(document.reference, digest, audience)


def _plain(value: Any) -> Any:
    """Write what JSON has no form for; a set in one order."""
    return sorted(value) if isinstance(value, set | frozenset) else str(value)


def packed_held(document: Document) -> str:
    """Return what the index says of a document to whoever compares it with the database."""
    held = held_as(document)
    reference = held.reference
    return json.dumps([reference.kind, reference.key, held.digest, sorted(held.audience)])


def unpacked_held(stored: str) -> Held:
    """Return what `packed_held` has packed."""
    kind, key, digest, audience = json.loads(stored)
    return Held(Reference(kind, key), digest, frozenset(audience))


def packed(document: Document) -> str:
    """Return what is shown of a hit, as one JSON text."""
    return json.dumps(
        {
            "kind": document.reference.kind,
            "key": document.reference.key,
            "title": document.title,
            "body": document.body[:LONGEST_STORED],
            "url": document.url,
            "organisation": document.organisation,
            "organisation_name": document.organisation_name,
            "published_at": document.published_at.isoformat(),
            "marks": [_packed_mark(mark) for mark in document.marks],
            "files": [
                {
                    "name": file.name,
                    "beginning": file.text[:BEGINNING_OF_FILE],
                    "terms": " ".join(sorted(terms_in(file.text))),
                }
                for file in document.files
            ],
        },
        ensure_ascii=False,
    )


def unpacked(stored: str, score: float) -> Hit:
    """Return the hit whose `packed` text this is."""
    source: dict[str, Any] = json.loads(stored)
    return Hit(
        reference=Reference(source["kind"], source["key"]),
        title=source["title"],
        body=source["body"],
        url=source["url"],
        organisation=source["organisation"],
        organisation_name=source["organisation_name"],
        published_at=datetime.fromisoformat(source["published_at"]),
        score=score,
        marks=tuple(_unpacked_mark(mark) for mark in source.get("marks", ())),
        files=tuple(_files(source)),
    )


def _packed_mark(mark: Mark) -> dict[str, Any]:
    return {**asdict(mark), "on": mark.on.isoformat() if mark.on else None}


def _unpacked_mark(stored: dict[str, Any]) -> Mark:
    on = date.fromisoformat(stored["on"]) if stored["on"] else None
    return Mark(**{**stored, "on": on})


def _files(source: dict[str, Any]) -> Iterator[FoundFile]:
    for file in source["files"]:
        yield FoundFile(file["name"], file["beginning"], frozenset(file["terms"].split()))
