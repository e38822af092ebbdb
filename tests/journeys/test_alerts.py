"""A search writes of what is new until a link ends it; what was looked for in vain is written."""

import time

import pytest
from playwright.sync_api import Browser

from tests.journeys.letters import link_sent_to
from tests.journeys.site import Installation
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(900)]

HARBURG = "j.petersen@lk-harburg.example"
OSNABRUECK = "t.holtkamp@lk-osnabrueck.example"
MODERATOR = "i.rohde@lk-emsland.example"
# "At once" is a minute by the clock of a worker that looks at it every twenty seconds.
SECONDS = 180


def stop_link(site: Installation, visitor: Visitor) -> str:
    """Wait for the mail and return its way out of this one search."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            return link_sent_to(site, visitor.page, HARBURG, "gespeichert/abbestellen")
        except AssertionError:
            if time.monotonic() > until:
                raise


def test_harburg_keeps_an_eye_on_it(site: Installation, browser: Browser) -> None:
    harburg = Visitor(browser, site.base)
    harburg.log_in(HARBURG)
    harburg.page.set_viewport_size(PHONE)
    harburg.open("/suche/?q=Schwarmwissen")
    harburg.check()
    harburg.press("Diese Suche speichern")
    harburg.check()
    harburg.page.check("input[value=at_once]")
    harburg.press("Speichern")
    assert "E-Mails: sofort" in harburg.text()
    harburg.check()
    harburg.page.set_viewport_size(DESKTOP)

    osnabrueck = Visitor(browser, site.base)
    osnabrueck.log_in(OSNABRUECK)
    osnabrueck.open("/fragen/stellen/")
    osnabrueck.fill("Ihre Frage in einem Satz", "Wer nutzt Schwarmwissen in der Verwaltung?")
    osnabrueck.fill("Einzelheiten", "Wir sammeln Beispiele.")
    osnabrueck.press("Frage veröffentlichen")
    if "Trotzdem fragen" in osnabrueck.text():
        osnabrueck.press("Trotzdem fragen")
    assert "Wer nutzt Schwarmwissen" in osnabrueck.text()

    # The link needs no log-in, looks first, and ends this search alone.
    nobody = Visitor(browser, site.base)
    nobody.open(stop_link(site, harburg))
    nobody.check()
    nobody.press("Diese Mails abbestellen")
    nobody.check()
    assert nobody.context.cookies() == []
    harburg.open("/suche/gespeichert/")
    assert "E-Mails: ohne E-Mails" in harburg.text()
    harburg.press("Löschen")
    harburg.check()
    harburg.press("Endgültig löschen")
    assert "Sie haben noch keine Suche gespeichert" in harburg.text()
    for person in (harburg, osnabrueck, nobody):
        person.leave()


def test_what_was_looked_for_in_vain_is_written(site: Installation, browser: Browser) -> None:
    harburg = Visitor(browser, site.base)
    harburg.log_in(HARBURG)
    harburg.open("/suche/?q=Podcast")
    harburg.press("Ich wünsche mir dazu ein Fallbeispiel")
    assert "Ihr Wunsch ist vermerkt" in harburg.text()
    harburg.check()

    moderator = Visitor(browser, site.base)
    moderator.log_in(MODERATOR)
    moderator.open("/redaktion/bericht/")
    moderator.press("Was gesucht wird")
    assert "1 Person wünscht sich ein Fallbeispiel" in moderator.text()
    assert "Zwischen zwei Kreisen" not in moderator.text()
    moderator.check()
    moderator.press("Fallbeispiel in Auftrag geben")
    moderator.check()
    moderator.press("Beginnen")
    assert "Mehrere Organisationen haben nach „Podcast“ gesucht" in moderator.text()
    moderator.check()
    moderator.open("/redaktion/bericht/gesucht/")
    assert "In Arbeit: Podcast" in moderator.text()

    # An opened hit counts: the query is no longer among those nobody opened.
    assert (
        "Dienstanweisung Social Media"
        in moderator.page.locator("section[aria-labelledby=nicht-geoeffnet]").inner_text()
    )
    harburg.open("/suche/?q=Dienstanweisung+Social+Media")
    with harburg.page.expect_request("**/suche/geoeffnet/"):
        harburg.page.locator(".kw-row__title a").first.click()
    moderator.page.wait_for_timeout(500)
    moderator.page.reload()
    assert (
        "Dienstanweisung Social Media"
        not in moderator.page.locator("section[aria-labelledby=nicht-geoeffnet]").inner_text()
    )
    for person in (harburg, moderator):
        person.leave()
