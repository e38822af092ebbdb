"""Harburg answers a remark; Osnabrück is told in the inbox and by mail, until it stops that."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.letters import link_sent_to
from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

HARBURG, OSNABRUECK = "k.wiebusch@lk-harburg.example", "m.brandt@lk-osnabrueck.example"
INBOX = "/mitteilungen/"


def test_osnabrueck_is_told_and_stops_it(own_site: Installation, browser: Browser) -> None:
    harburg, osnabrueck = Visitor(browser, own_site.base), Visitor(browser, own_site.base)
    harburg.log_in(HARBURG)
    harburg.press("Mitteilungen 3 ungelesen")
    harburg.check()
    harburg.press("Landkreis Osnabrück hat eine Antwort kommentiert")
    assert "Wir überlegen, das zu übernehmen." in harburg.text()
    assert "Mitteilungen 2 ungelesen" in " ".join(harburg.text().split())
    own = harburg.page.locator("article", has_text="Unser Newsletter stellt")
    own.get_by_role("link", name="Kommentieren").click()
    harburg.page.wait_for_url("**/kommentieren/")
    harburg.fill("Kommentieren", "Gut hundert in der Woche. Rechnen Sie eine Stunde dafür ein.")
    harburg.press("Kommentar veröffentlichen")
    path = link_sent_to(own_site, harburg.page, OSNABRUECK, "kommentar/")
    stop = link_sent_to(own_site, harburg.page, OSNABRUECK, "abbestellen/")

    osnabrueck.log_in(OSNABRUECK)
    osnabrueck.press("Mitteilungen")
    assert "Sie erfahren das, weil Sie hier auch kommentiert haben." in osnabrueck.text()
    osnabrueck.check()
    osnabrueck.press("English")
    assert "You are told this because you commented here, too." in osnabrueck.text()
    osnabrueck.check()
    osnabrueck.press("Deutsch")
    osnabrueck.press("Ungelesen")
    osnabrueck.press("Landkreis Harburg hat eine Antwort kommentiert: Dialog")
    assert "Gut hundert in der Woche." in osnabrueck.text()
    osnabrueck.open(path)
    assert "Gut hundert in der Woche." in osnabrueck.text()
    osnabrueck.open(INBOX)
    osnabrueck.press("Alles als gelesen")
    osnabrueck.press("Ungelesen")
    assert "Nichts Neues" in osnabrueck.text()
    osnabrueck.check()
    osnabrueck.open(stop)
    osnabrueck.page.click("main button[type=submit]")
    osnabrueck.open("/konto/benachrichtigungen/")
    kept = osnabrueck.page.locator("input[name=notices]:checked")
    assert "own_answer_commented" not in kept.evaluate_all("all => all.map(one => one.value)")
    osnabrueck.leave()
    harburg.leave()
