"""A press release: brought in by a county, released by a moderator, read when its time has come."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

AUTHOR = "s.averbeck@lk-osnabrueck.example"
MODERATOR = "i.rohde@lk-emsland.example"
TITLE = "Kreishaus bekommt einen Bürgerkanal"
TEXT = f"""PRESSEMITTEILUNG
{{embargo}}
{TITLE}

Osnabrück, 01.12.2026

Fragen an den Landkreis sollen kürzere Wege haben.

Der Kanal beginnt im Frühjahr.

Pressekontakt:
Landkreis Osnabrück, Pressestelle
Telefon: 0541 555-0123
"""


def bring_in(author: Visitor, text: str, title: str) -> str:
    """Paste a text, look at what was recognised, make a draft of it; return its address."""
    author.open("/aktuelles/")
    author.press("Pressemitteilungen Ihres Kreises")
    author.press("Pressemitteilung einlesen")
    author.page.fill("textarea[name=text]", text)
    author.press("Text einlesen")
    assert author.page.input_value("[name=title]") == TITLE
    assert author.page.input_value("[name=contact_phone]") == "0541 555-0123"
    author.page.fill("[name=title]", title)
    author.press("Entwurf anlegen")
    assert "Das ist ein Entwurf." in author.text()
    return author.page.url.removeprefix(author.base)


def release(moderator: Visitor, draft: str) -> None:
    """Open a draft, go on to the CMS, and press the button that stands in its menu."""
    moderator.open(draft)
    moderator.press("Im CMS bearbeiten")
    with moderator.page.expect_navigation():
        moderator.page.locator("button[name=action-publish]").dispatch_event("click")


def test_a_press_release_on_its_way(site: Installation, browser: Browser) -> None:
    author, moderator, reader = (Visitor(browser, site.base) for _person in range(3))
    author.log_in(AUTHOR)
    moderator.log_in(MODERATOR)

    # What is missing is said, and nothing is lost.
    author.open("/presse/einlesen/")
    author.check()
    author.press("Text einlesen")
    assert "Bitte fügen Sie den Text der Pressemitteilung ein." in author.text()
    author.check(everywhere=False)

    # Under embargo: released, and seen by the county alone.
    waiting = bring_in(author, TEXT.format(embargo="Sperrfrist: 12.12.2099, 10:00 Uhr"), TITLE)
    author.check()
    release(moderator, waiting)
    author.open(waiting)
    assert "erscheint von selbst am 12. Dezember 2099 10:00 Uhr" in author.text()
    author.open("/presse/")
    assert "freigegeben, erscheint am 12. Dezember 2099" in author.text()
    author.check()
    for address in ("/aktuelles/", "/feeds/aktuelles/", "/suche/?q=Kreishaus"):
        answer = reader.context.request.get(site.base + address)
        assert TITLE not in answer.text()
    assert reader.context.request.get(site.base + waiting).url.startswith(f"{site.base}/konto/")

    # Without: out at once, with its contact, in the list and in the feed.
    now = f"{TITLE}, zweiter Teil"
    release(moderator, bring_in(author, TEXT.format(embargo=""), now))
    reader.open("/aktuelles/")
    reader.press(now)
    assert "Osnabrück, 1. Dezember 2026" in reader.text()
    assert "0541 555-0123" in reader.text()
    reader.check()
    feed = reader.context.request.get(f"{site.base}/feeds/aktuelles/?art=presse").text()
    assert (now in feed, f"<title>{TITLE}</title>" in feed) == (True, False)
    for person in (author, moderator, reader):
        person.leave()
