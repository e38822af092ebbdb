"""Every page that links lead to, one of each kind: it is there, accessible, and calls nobody."""

from collections import deque
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(900)]

# Not ours to style (the CMS, Django's administration, the API's documentation), or no pages.
NOT_PAGES = ("/cms/", "/verwaltung/", "/api/", "/dokumente/", "/medien/", "/static/", "/health/")
# An outline on the map is a link as well, and has no `href` that is a text.
_LINKS = """Array.from(
  document.querySelectorAll('a[href]'), a => new URL(a.getAttribute('href'), document.baseURI).href
)"""


PUBLIC = ("", {"home", "joining:apply", "forum:question-detail", "account_login"})
COORDINATOR = (
    "k.wiebusch@lk-harburg.example",
    {
        "dashboard",
        "joining:people",
        "joining:invite",
        "account",
        "directory:county-detail",
        "inbox:list",
    },
)
MODERATOR = (
    "i.rohde@lk-emsland.example",
    {
        "dashboard",
        "joining:application-list",
        "onboarding:desk",
        "forum:question-ask",
        "inbox:list",
    },
)


@pytest.mark.parametrize(
    ("visit", "language"),
    [(PUBLIC, "de"), (PUBLIC, "en"), (COORDINATOR, "de"), (COORDINATOR, "en"), (MODERATOR, "de")],
    ids=["public-de", "public-en", "coordinator-de", "coordinator-en", "moderator-de"],
)
def test_every_page_links_lead_to_is_there_and_accessible(
    site: Installation, browser: Browser, visit: tuple[str, set[str]], language: str
) -> None:
    email, reached = visit
    visitor = Visitor(browser, site.base)
    if email:
        visitor.log_in(email)
    visitor.context.add_cookies([{"name": "sprache", "value": language, "url": site.base}])
    assert walk(visitor, language) >= reached
    visitor.leave()


# Kinds of page that one of these walks held everywhere; the next one's differ by a few words.
_held: set[str] = set()


def walk(visitor: Visitor, language: str) -> set[str]:
    """Follow links from the start page, to one page of each kind; return which kinds there are."""
    seen, waiting = {"home"}, deque([("home", "/")])
    while waiting:
        reached_kind, path = waiting.popleft()
        # A file is fetched, a page is also looked at.
        response = visitor.context.request.get(visitor.base + path)
        assert (path, response.status) == (path, 200)
        if not response.headers["content-type"].startswith("text/html"):
            continue
        visitor.open(path)
        assert visitor.page.get_attribute("html", "lang") == language
        visitor.check(everywhere=language == "de" and reached_kind not in _held)
        if language == "de":
            _held.add(reached_kind)
        for target in visitor.page.evaluate(_LINKS):
            kind = kind_of(target, visitor.base)
            if kind and kind not in seen:
                seen.add(kind)
                parts = urlsplit(target)
                waiting.append((kind, parts.path + (f"?{parts.query}" if parts.query else "")))
    return seen


def kind_of(url: str, base: str) -> str:
    """Name the view behind a link; "" for what is no page of the site."""
    parts = urlsplit(url)
    if not url.startswith(base + "/") or parts.path.startswith(NOT_PAGES):
        return ""
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return parts.path
