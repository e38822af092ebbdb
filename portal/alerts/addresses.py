"""A search as it stands in an address, in one spelling: the same search is the same text."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import QueryDict

from portal.members.audiences import Reader
from search.forms import address_of, query_from
from search.port import Query

LONGEST_READ = 20_000


def query_of(address: str, reader: Reader, page_size: int = 10) -> Query:
    """Return what an address asks for, with the rights its reader has now; its first page."""
    return replace(query_from(QueryDict(address), reader, page_size=page_size), page=1)


def normalised(address: str, reader: Reader) -> str:
    """Return the address without what changes nothing: pages, unknown words, repetitions."""
    wanted = query_of(address[:LONGEST_READ], reader)
    return urlencode(sorted(address_of(replace(wanted, explained=False))))
