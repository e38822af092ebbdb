"""What may answer a question before it is asked."""

from dataclasses import dataclass

from django.utils.functional import Promise

from portal.kernel.content import Reference
from portal.kernel.text import clean_line
from portal.members.audiences import Reader
from portal.readers.alike import alike, nearest

SHORTEST = 3
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Similar:
    """A piece of content that may hold the answer."""

    reference: Reference
    title: str
    url: str
    kind_label: str | Promise
    organisation_name: str


def similar_to(reader: Reader, title: str) -> list[Similar]:
    """Return what the reader may see and that has to do with a title; nothing while it is short."""
    text = clean_line(title[:LONGEST])
    if len(text) < SHORTEST:
        return []
    return [
        Similar(hit.reference, hit.plain_title, hit.url, hit.kind_label, hit.organisation_name)
        for hit in nearest(alike(reader, text))
    ]
