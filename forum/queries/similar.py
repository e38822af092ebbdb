"""What may answer a question before it is asked."""

from dataclasses import dataclass

from django.utils.functional import Promise

from portal.kernel.text import clean_line
from portal.members.audiences import Reader, tokens_of
from search.port import Query
from search.service import Found, search

# Kinds of content, as the search names them: experience, not the register's entries.
KINDS = ("question", "case_study", "guideline")
SHORTEST = 3
LONGEST = 200
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Similar:
    """A piece of content that may hold the answer."""

    title: str
    url: str
    kind_label: str | Promise
    organisation_name: str


def similar_to(reader: Reader, title: str) -> list[Similar]:
    """Return what the reader may see and that has to do with a title; nothing while it is short."""
    text = clean_line(title[:LONGEST])
    if len(text) < SHORTEST:
        return []
    query = Query(text=text, audience=tokens_of(reader), kinds=KINDS, page_size=SHOWN * 2)
    page = search(reader, query)
    hits = page.hits if page.degraded else [hit for hit in page.hits if _is_about(hit)]
    return [
        Similar(hit.plain_title, hit.url, hit.kind_label, hit.organisation_name)
        for hit in hits[:SHOWN]
    ]


def _is_about(hit: Found) -> bool:
    """Whether a word of the title stands in the hit's title: one in its text is often chance."""
    return "<mark" in str(hit.title)
