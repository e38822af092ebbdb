"""An answer becomes a guideline: begun, refused by the CMS, agreed to, published, edited, seen."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

HARBURG = "k.wiebusch@lk-harburg.example"
OSNABRUECK = "s.averbeck@lk-osnabrueck.example"
MODERATOR = "i.rohde@lk-emsland.example"
TITLE = "Antwortbausteine, die niemanden abwimmeln"


def publish(moderator: Visitor) -> None:
    """Press the button of the CMS that stands in its menu."""
    with moderator.page.expect_navigation():
        moderator.page.locator("button[name=action-publish]").dispatch_event("click")


def test_an_answer_becomes_a_guideline(  # noqa: PLR0915 - one story
    site: Installation, browser: Browser
) -> None:
    harburg = Visitor(browser, site.base)
    harburg.log_in(HARBURG)
    api = harburg.context.request.get(f"{site.base}/api/v1/questions/harburg-antwortbausteine")
    asked = api.json()["url"].removeprefix(site.base)
    harburg.open(asked)
    harburg.press("Daraus ein Fallbeispiel oder einen Leitfaden machen")
    harburg.check()
    harburg.press("Entwurf anlegen")
    assert "Bitte prüfen Sie Ihre Angaben" in harburg.text()
    harburg.check()
    harburg.tick("Landkreis Osnabrück")
    # A colleague wrote the question: her words would need her consent, too.
    harburg.page.uncheck("input[name=with_question]")
    harburg.page.check("input[name=kind][value=guideline]")
    harburg.page.fill("input[name=title]", TITLE)
    harburg.press("Entwurf anlegen")
    assert "Die Moderation findet ihn unter ihren Entwürfen" in harburg.text()
    assert "Zustimmung offen" in harburg.text()
    harburg.check()
    number = harburg.page.url.rstrip("/").rsplit("/", 1)[1]

    # The moderator cannot publish it yet; the CMS says why.
    moderator = Visitor(browser, site.base)
    moderator.log_in(MODERATOR)
    moderator.open(f"/cms/pages/{number}/edit/")
    publish(moderator)
    assert "Landkreis Osnabrück hat noch nicht gesagt" in moderator.text()

    # Who wrote the answer finds it waiting, and agrees.
    osnabrueck = Visitor(browser, site.base)
    osnabrueck.log_in(OSNABRUECK)
    osnabrueck.open("/uebersicht/")
    osnabrueck.press("Über Ihren Text entscheiden")
    assert TITLE in osnabrueck.text()
    osnabrueck.check()
    osnabrueck.fill("Anmerkung oder Bedingung", "Bitte die Anrede „Sie“ behalten.")
    osnabrueck.press("Zustimmen")
    assert "Danke. Der Text darf in der Seite stehen" in osnabrueck.text()
    osnabrueck.check()

    moderator.open(f"/cms/pages/{number}/edit/")
    assert "Bitte die Anrede „Sie“ behalten." in moderator.text()
    publish(moderator)
    assert "noch nicht gesagt" not in moderator.text()

    # Question and guideline lead to each other.
    harburg.open(asked)
    harburg.press(TITLE)
    assert "Landkreis Osnabrück, Antwort auf die Frage" in harburg.text()
    harburg.check()

    # The answer is edited, and the page's county looks at it.
    osnabrueck.open(asked)
    osnabrueck.press("Ändern")
    osnabrueck.page.fill("textarea[name=body]", "Heute schreiben wir jede Antwort neu.")
    osnabrueck.press("Speichern")
    harburg.open(f"/wissen/quellen/{number}/")
    assert "Quelle geändert" in harburg.text()
    harburg.check()
    harburg.press("Übernommene Fassung mit der jetzigen vergleichen")
    added = " ".join(harburg.page.locator("ins").all_inner_texts())
    assert "Heute schreiben wir" in " ".join(added.split())
    harburg.check()
    harburg.press("Gesehen")
    assert "Quelle geändert" not in harburg.text()

    # The consent is withdrawn: the page stays, and cannot be published again as it is.
    osnabrueck.open("/wissen/zustimmungen/")
    osnabrueck.press(TITLE)
    osnabrueck.press("Zustimmung zurückziehen")
    assert "Ihre Zustimmung ist zurückgezogen" in osnabrueck.text()
    moderator.open(f"/cms/pages/{number}/edit/")
    publish(moderator)
    assert "hat die Zustimmung zurückgezogen" in moderator.text()
    for visitor in (harburg, osnabrueck):
        visitor.leave()
    moderator.context.close()
