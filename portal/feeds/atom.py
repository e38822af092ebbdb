"""Feeds in the Atom format (RFC 4287): who reads them, and how they are written.

A feed reader has no session: it is the key in the address that says who reads, else the public
does. A feed names counties and never persons, because it leaves for other programs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from portal.feeds.keys import PARAMETER, owner_of_feed_secret
from portal.kernel.markdown import excerpt
from portal.kernel.throttling import within_limit
from portal.members.models import digest_of

MOST_ENTRIES = 30
EXCERPT_LENGTH = 300
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `path` never changes, as feed readers know an entry by it. Texts are plain."""

    path: str
    title: str
    text: str
    county: str
    published_at: datetime
    updated_at: datetime
    topics: tuple[str, ...] = ()


def feed(label: str | Promise) -> Callable[[View], View]:
    """Make a view a feed: it is read by the owner of the key in its address, else by the public.

    A key that is not valid is an error, never a silent step down to what the public may read.
    `label` says what kind of feed it is, for the page on which one subscribes to it.
    """

    def decorate(view: View) -> View:
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            secret = request.GET.get(PARAMETER, "")
            reader = owner_of_feed_secret(secret) if secret else AnonymousUser()
            if reader is None:
                return _refusal(_("This key is unknown or revoked."), status=403)
            request.user = reader
            if not _may_ask(request, secret):
                return _refusal(_("Too many requests. Please come back in an hour."), status=429)
            return view(request, *args, **kwargs)

        update_wrapper(answer, view).feed_label = label  # type: ignore[attr-defined]
        return require_safe(conditional_page(answer))

    return decorate


def _may_ask(request: HttpRequest, secret: str) -> bool:
    """Count by key; without one by address, in which a whole county may share."""
    who = digest_of(secret) if secret else get_adapter().get_client_ip(request)
    return within_limit(f"feed:{who}", limit=settings.FEED_REQUESTS_PER_HOUR, seconds=3600)


def _refusal(sentence: str, status: int) -> HttpResponse:
    # RFC 6585, 4: how long to wait.
    headers = {"Retry-After": "3600"} if status == 429 else {}
    return HttpResponse(
        sentence, status=status, content_type="text/plain; charset=utf-8", headers=headers
    )


def atom(request: HttpRequest, *, title: str, page: str, entries: Iterable[Entry]) -> HttpResponse:
    """Write a feed of entries, the newest first; `page` is the path of the page it follows."""
    written = Atom1Feed(
        title=f"{title} · Kreiswissen",
        link=f"{settings.BASE_URL}{page}",
        description=None,
        language=get_language(),
        feed_url=f"{settings.BASE_URL}{request.path}{query_without_key(request)}",
    )
    for entry in entries:
        _add(written, entry)
    response = HttpResponse(content_type=written.content_type)
    written.write(response, "utf-8")
    return response


def _add(written: Atom1Feed, entry: Entry) -> None:
    address = f"{settings.BASE_URL}{entry.path}"
    written.add_item(
        title=entry.title,
        link=address,
        # A summary is HTML to feed readers; ours is plain text.
        description=escape(excerpt(entry.text, EXCERPT_LENGTH)),
        unique_id=address,
        author_name=entry.county,
        pubdate=entry.published_at,
        updateddate=entry.updated_at,
        categories=entry.topics,
    )


def query_without_key(request: HttpRequest) -> str:
    """Return what stands behind the feed's path, as it may stand in the feed itself."""
    parameters = request.GET.copy()
    parameters.pop(PARAMETER, None)
    return f"?{parameters.urlencode()}" if parameters else ""
