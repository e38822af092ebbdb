"""A county reports that it tried it, too; a reader says what is missing, cites, and takes a PDF."""

import time

import pytest
from playwright.sync_api import Browser

from portal.readers.pdf import pdf_is_possible
from tests.journeys.site import Installation
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

STEINFURT = "h.nienhaus@kreis-steinfurt.example"
OSNABRUECK = "m.brandt@lk-osnabrueck.example"
MODERATOR = "i.rohde@lk-emsland.example"
TITLE = "Unsere Seite bei Facebook: die ersten eineinhalb Jahre"
PAGE = "/fallbeispiele/unsere-seite-bei-facebook-die-ersten-eineinhalb-jahre/"
SECONDS = 60


def wait_for(visitor: Visitor, address: str, text: str) -> None:
    """Look again until the worker has done its part."""
    until = time.monotonic() + SECONDS
    visitor.open(address)
    while text not in visitor.text():
        assert time.monotonic() < until, f"{text!r} did not appear at {address}"
        visitor.open(address)


def test_a_county_reports_what_it_tried(site: Installation, browser: Browser) -> None:
    steinfurt = Visitor(browser, site.base)
    steinfurt.log_in(STEINFURT)
    steinfurt.page.set_viewport_size(PHONE)
    steinfurt.open(PAGE)
    assert "5 ausprobiert, 2 mit Erfolg" in steinfurt.text()
    steinfurt.check()
    steinfurt.press("Wir haben das auch ausprobiert")
    steinfurt.press("Bericht veröffentlichen")
    assert "Bitte prüfen Sie Ihre Angaben" in steinfurt.text()
    steinfurt.check()
    steinfurt.page.check("input[name=result][value=failed]")
    steinfurt.fill("Was ist daraus geworden?", "Im Sommer fehlten die Leute.")
    steinfurt.press("Bericht veröffentlichen")
    assert "Im Sommer fehlten die Leute." in steinfurt.text()
    assert "6 ausprobiert, 2 mit Erfolg" in steinfurt.text()
    steinfurt.page.set_viewport_size(DESKTOP)
    steinfurt.check()

    # The page's county is told. It reads, and cannot take it away.
    osnabrueck = Visitor(browser, site.base)
    osnabrueck.log_in(OSNABRUECK)
    wait_for(osnabrueck, "/mitteilungen/", "Kreis Steinfurt hat es auch ausprobiert")
    osnabrueck.press(f"Kreis Steinfurt hat es auch ausprobiert: {TITLE}")
    assert "Im Sommer fehlten die Leute." in osnabrueck.text()
    assert "ausblenden" not in osnabrueck.text()
    osnabrueck.check()
    report = osnabrueck.page.url.removeprefix(site.base)

    # A moderator may hide it, says why, and undoes it.
    moderator = Visitor(browser, site.base)
    moderator.log_in(MODERATOR)
    moderator.open(report)
    moderator.press("Als Moderation ausblenden")
    moderator.check()
    moderator.fill("Grund", "Bitte ohne Namen.")
    moderator.press("Bericht ausblenden")
    osnabrueck.open(PAGE)
    assert "Im Sommer fehlten die Leute." not in osnabrueck.text()
    steinfurt.open(report)
    assert "Bitte ohne Namen." in steinfurt.text()
    moderator.press("Wieder einblenden")
    osnabrueck.open(PAGE)
    assert "Im Sommer fehlten die Leute." in osnabrueck.text()
    for person in (steinfurt, osnabrueck, moderator):
        assert (person.foreign, person.complaints) == ([], [])


def test_a_reader_takes_a_page_along(site: Installation, browser: Browser) -> None:
    reader = Visitor(browser, site.base)
    reader.open(PAGE)
    reader.check()
    reader.press("Frühere Fassungen")
    reader.check()
    reader.press("Was sich geändert hat")
    assert "860" in reader.text()
    reader.check()
    reader.open(PAGE)
    reader.press("Zitieren und teilen")
    assert f"Landkreis Osnabrück: „{TITLE}“. In: Kreiswissen" in reader.text()
    reader.check()
    reader.press("Dauerhafte Adresse dieser Fassung")
    assert "Das sagt die Seite jetzt" in reader.text()
    reader.check()

    # What is not for paper is not on it; what is, is.
    reader.open(PAGE)
    reader.page.emulate_media(media="print")
    assert reader.page.get_by_role("heading", name="Von anderen ausprobiert").last.is_visible()
    for name in ("War das hilfreich? Was fehlt?", "Diese Seite nutzen", "Inhalt"):
        assert not reader.page.get_by_role("heading", name=name).is_visible()
    reader.page.emulate_media(media="screen")

    reader.press("Nein, es fehlt etwas")
    reader.check()
    reader.fill("Was fehlt noch?", "Die Rolle des Personalrats.")
    reader.page.wait_for_timeout(3200)
    reader.press("Absenden")
    assert "Vielen Dank" in reader.text()
    assert reader.context.cookies() == []
    reader.press(TITLE)

    if pdf_is_possible():
        reader.press("Als PDF-Datei")
        reader.check()
        address = reader.page.url.removeprefix(site.base)
        reader.press("Datei erstellen")
        wait_for(reader, address, "Die Datei ist fertig")
        reader.check()
        file = reader.context.request.get(f"{site.base}{address}datei/")
        assert file.body()[:5] == b"%PDF-"

    osnabrueck = Visitor(browser, site.base)
    osnabrueck.log_in(OSNABRUECK)
    osnabrueck.open("/rueckmeldungen/")
    assert "Die Rolle des Personalrats." in osnabrueck.text()
    osnabrueck.check()
    for person in (reader, osnabrueck):
        assert (person.foreign, person.complaints) == ([], [])
