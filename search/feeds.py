"""A search as a feed: the newest among its best hits."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.feeds.atom import MOST_ENTRIES, Entry, atom, feed, query_without_key
from portal.kernel.markdown import plain_text
from search.forms import query_from
from search.port import LARGEST_PAGE
from search.service import Found, search

_UNAVAILABLE = {"Retry-After": "600"}


@feed(gettext_lazy("What a search finds"))
def results_feed(request: HttpRequest) -> HttpResponse:
    """Tell of what the search of this address finds, the newest first.

    Of a search with words those are the best hits by date: what matches a word or two and little
    else would be new every day. With the engine away a feed reader is asked to come again, so that
    what only titles find does not take the place of the feed.
    """
    asked = query_from(request.GET, request.user, page_size=LARGEST_PAGE)
    page = search(request.user, replace(asked, page=1, counted=False, explained=False))
    if page.degraded:
        sentence = _("The search is not available at the moment.")
        return HttpResponse(sentence, status=503, content_type="text/plain", headers=_UNAVAILABLE)
    newest = sorted(_entries(page.hits), key=lambda entry: entry.published_at, reverse=True)
    return atom(
        request,
        title=page.query.text or _("Search"),
        page=f"{reverse('search:results')}{query_without_key(request)}",
        entries=newest[:MOST_ENTRIES],
    )


def _entries(hits: Iterable[Found]) -> Iterator[Entry]:
    for hit in hits:
        if hit.published_at is not None:
            yield Entry(
                path=hit.url,
                title=f"{hit.kind_label}: {hit.plain_title}",
                text=plain_text(hit.snippet),
                county=hit.organisation_name,
                published_at=hit.published_at,
                updated_at=hit.published_at,
            )
