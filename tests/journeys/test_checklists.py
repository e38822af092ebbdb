"""Harburg works through a guideline: two colleagues, a phone and a desktop."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

STAFF, LEAD = "o.lueders@lk-harburg.example", "k.wiebusch@lk-harburg.example"
GUIDELINE = "/leitfaeden/barrierefreie-beitraege-bild-film-und-text-fuer-alle/"


def test_colleagues_work_through_a_guideline(site: Installation, browser: Browser) -> None:
    ole = Visitor(browser, site.base)
    ole.log_in(STAFF)
    ole.open(GUIDELINE)
    ole.check()
    ole.press("Als Arbeitskopie übernehmen")
    ole.check()
    ole.press("Übernehmen")
    assert "0 von 7 Schritten erledigt" in ole.text()
    ole.check()
    ole.press("Abhaken : Bilder beschreiben")
    assert "1 von 7 Schritten erledigt" in ole.text()
    ole.press("Notieren, aufteilen oder entfällt")
    ole.page.set_viewport_size(PHONE)
    ole.check()
    ole.fill("Notiz", "Vorlage liegt im Ordner.")
    ole.press("Speichern")
    assert "Vorlage liegt im Ordner." in ole.text()
    ole.check()
    karsten = Visitor(browser, site.base)
    karsten.log_in(LEAD)
    karsten.open("/arbeitskopien/")
    karsten.check()
    # The copy of the story, whose guideline was changed since.
    karsten.press("Kommentare moderieren")
    assert "Jette Petersen" in karsten.text()
    karsten.check()
    karsten.press("Ansehen und übernehmen")
    assert "Stille ist auch eine Antwort" in karsten.text()
    karsten.check()
    karsten.press("Übernehmen : Trolle")
    karsten.page.set_viewport_size(DESKTOP)
    assert "Eine Änderung wurde übernommen" in karsten.text()
    for visitor in (ole, karsten):
        assert visitor.complaints == []
        assert visitor.foreign == []


def test_an_example_text_is_copied(site: Installation, browser: Browser) -> None:
    reader = Visitor(browser, site.base)
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.open("/leitfaeden/kommentare-moderieren-antworten-ausblenden-beenden/")
    reader.check()
    reader.to("Text kopieren : Hinweis auf die Netiquette", ("BUTTON",))
    reader.page.keyboard.press("Enter")
    reader.page.get_by_role("status").get_by_text("Der Text ist kopiert.").wait_for()
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Guten Tag, wir lassen Kritik gern stehen.")
    assert reader.complaints == []
