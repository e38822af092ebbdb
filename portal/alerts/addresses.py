"""A search as it stands in an address, in one spelling: the same search is the same text."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import QueryDict

from portal.kernel.text import clean_line
from portal.members.audiences import Reader
from search.forms import query_from
from search.port import Query

MOST_READ = 120


def query_of(address: str, reader: Reader, page_size: int = 10) -> Query:
    """Return what an address asks for, with the rights its reader has now; its first page."""
    return replace(query_from(QueryDict(address), reader, page_size=page_size), page=1)


def normalised(address: str, reader: Reader) -> str:
    """Return the address without what changes nothing: pages, unknown words, repetitions."""
    typed = QueryDict(address[:20_000])
    pairs = sorted(
        {(name, clean_line(typed.get(name, ""))) for name in typed if name == "q"}
        | {(name, clean_line(v)) for name in typed if name != "q" for v in typed.getlist(name)}
    )[:MOST_READ]
    wanted = query_of(urlencode(pairs), reader)
    for pair in list(pairs):
        without = [one for one in pairs if one != pair]
        if query_of(urlencode(without), reader) == wanted:
            pairs = without
    return urlencode(pairs)
