"""What both engines keep of a document: streams to match, values to filter, the text to show."""

import json
from datetime import datetime
from typing import Any

from portal.kernel.content import Reference
from search.analysis.beginnings import beginnings
from search.analysis.streams import analyse
from search.port import Document, Hit

STREAMS = ("words", "stems", "parts", "title_parts", "title_beginnings")
FILTERS = ("audience", "kind", "organisation", "topic", "channel", "year")
# Snippets are made from the stored text; a longer one is matched in full but shown from its start.
LONGEST_STORED = 100_000


def streams_of(document: Document) -> dict[str, str]:
    """Return the text fields: analysed here, split at blanks by the engine."""
    title, body = analyse(document.title), analyse(document.body)
    return {
        "words": " ".join(title.words + body.words),
        "stems": " ".join(title.stems + body.stems),
        "parts": " ".join(title.parts + body.parts),
        "title_parts": " ".join(title.parts),
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
    }


def words_of(document: Document) -> set[str]:
    """Return the folded words of a document, for the vocabulary."""
    return {*analyse(document.title).words, *analyse(document.body).words}


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
    )
