"""The search page."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from search.asked.noting import noted
from search.facets import active, groups
from search.forms import query_from
from search.port import DEEPEST_HIT
from search.service import SearchPage, search


def results(request: HttpRequest) -> HttpResponse:
    """Show what the reader may find; an engine that is away is said plainly.

    It answers 200 even then: titles are searched instead, and the rest of the page works.
    """
    page = search(request.user, query_from(request.GET, request.user))
    found = groups(page, request.GET)
    # A new text is looked for under the same filters.
    kept = [(name, v) for name, values in page.query.filters().items() for v in values]
    text_and_filters = [("q", page.query.text), *kept]
    context = {
        "page": page,
        "asked": noted(request, page),
        "groups": found,
        "active": active(found),
        "pages": _pages(page),
        "text": page.query.text,
        "kept": kept,
        "feed": urlencode({"adresse": _feed(text_and_filters)}),
        "exactly": urlencode([*text_and_filters, ("exact", "1")]),
    }
    return render(request, "search/results.html", context)


def _feed(parameters: list[tuple[str, str]]) -> str:
    return f"{reverse('search:results-feed')}?{urlencode(parameters)}"


def _pages(page: SearchPage) -> int:
    reachable = min(page.total, DEEPEST_HIT)
    return -(-reachable // page.query.limit)
