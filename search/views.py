"""The search page, its help, and the form for those who do not type operators."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from search.asked.noting import noted
from search.best_bets.shown import with_best_bets
from search.builder import ExactForm, initial_of
from search.facets import active, groups
from search.forms import address_of, query_from
from search.helping import EXAMPLES, kinds
from search.port import DEEPEST_HIT
from search.service import SearchPage, search


def results(request: HttpRequest) -> HttpResponse:
    """Show what the reader may find; an engine that is away is said plainly.

    It answers 200 even then: titles are searched instead, and the rest of the page works.
    """
    found_page = search(request.user, query_from(request.GET, request.user))
    page, recommended = with_best_bets(request.user, found_page)
    found = groups(page, request.GET)
    address = address_of(page.query)
    without_text = [pair for pair in address if pair[0] not in {"q", "exact"}]
    context = {
        "page": page,
        "recommended": recommended,
        "asked": noted(request, found_page),
        "groups": found,
        "active": active(found, page, request.GET),
        "pages": _pages(page),
        "text": page.query.text,
        # A new text is looked for under the same filters.
        "kept": without_text,
        "kept_beside_days": [pair for pair in address if pair[0] not in {"since", "until"}],
        "address": urlencode(address),
        "feed": urlencode({"adresse": _feed(address)}),
        "exactly": urlencode([*address, ("exact", "1")]),
        "meant": urlencode([("q", page.meant), *without_text]),
        "explained": urlencode(_toggled(address, ("warum", "1"))),
        "unfiltered": urlencode({"q": page.typed.unfiltered}),
    }
    return render(request, "search/results.html", context)


def help_page(request: HttpRequest) -> HttpResponse:
    """Show what can be typed, with examples that lead to results."""
    return render(request, "search/help.html", {"examples": EXAMPLES, "kinds": kinds()})


def exact_search(request: HttpRequest) -> HttpResponse:
    """Put a search together from a form; the outcome is an address like any other."""
    if "los" in request.GET:
        form = ExactForm(request.GET)
    else:
        form = ExactForm(initial=initial_of(query_from(request.GET, request.user)))
    if form.is_valid():
        address = urlencode(list(form.address()))
        return HttpResponseRedirect(f"{reverse('search:results')}?{address}")
    return render(request, "search/exact.html", {"form": form})


def _feed(parameters: list[tuple[str, str]]) -> str:
    told = [pair for pair in parameters if pair[0] != "warum"]
    return f"{reverse('search:results-feed')}?{urlencode(told)}"


def _toggled(pairs: list[tuple[str, str]], pair: tuple[str, str]) -> list[tuple[str, str]]:
    return [one for one in pairs if one != pair] if pair in pairs else [*pairs, pair]


def _pages(page: SearchPage) -> int:
    reachable = min(page.total, DEEPEST_HIT)
    return -(-reachable // page.query.limit)
