"""Somebody looks for a county that can help, by keyboard alone; a person shows herself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(900)]

HARBURG = "k.wiebusch@lk-harburg.example"
OSNABRUECK = "m.brandt@lk-osnabrueck.example"
STAFF = "s.averbeck@lk-osnabrueck.example"
# HTML and outlines together, as they come over the wire.
MOST_BYTES = 50_000
_WEIGHT = """() => performance.getEntries()
  .filter(one => one.entryType === "navigation" || one.name.includes("kreise."))
  .reduce((sum, one) => sum + one.encodedBodySize, 0)"""


@pytest.fixture
def visitor(site: Installation, browser: Browser) -> Iterator[Visitor]:
    made = Visitor(browser, site.base)
    yield made
    made.leave()


def test_a_county_that_can_help_is_found_by_keyboard(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.press("Kreise")
    visitor.check()
    assert visitor.page.evaluate(_WEIGHT) < MOST_BYTES
    assert "Landkreis Celle" not in visitor.text()
    visitor.to("Land", ("SUMMARY",))
    visitor.page.keyboard.press("Enter")
    visitor.press("Niedersachsen")
    visitor.to("Hat Erfahrung mit", ("SUMMARY",))
    visitor.page.keyboard.press("Enter")
    visitor.press("Krisenkommunikation")
    assert "land=03" in visitor.page.url
    assert "thema=krisenkommunikation" in visitor.page.url
    visitor.check()
    visitor.press("Landkreis Osnabrück")
    assert "Kann helfen bei" in visitor.text()
    assert "Merle Brandt" not in visitor.text()
    visitor.check()


def test_the_map_leads_to_a_county_by_mouse(visitor: Visitor) -> None:
    visitor.open("/kreise/")
    area = visitor.page.locator('.kw-map a[href="/kreise/landkreis-emsland/"] use')
    area.click()
    visitor.page.wait_for_url("**/kreise/landkreis-emsland/")
    assert "Landkreis Emsland" in visitor.page.inner_text("h1")


@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_every_page_is_accessible(site: Installation, browser: Browser, language: str) -> None:
    visitor = Visitor(browser, site.base, language)
    visitor.open("/konto/login/")
    visitor.page.fill("#id_login", OSNABRUECK)
    visitor.page.fill("#id_password", "kreiswissen-beispiel")
    visitor.page.locator("main form").first.locator("button[type=submit]").click()
    visitor.page.wait_for_url("**/uebersicht/")
    for path in (
        "/kreise/", "/kreise/?stand=guest&art=academic_partner", "/kreise/landkreis-osnabrueck/",
        "/kreise/hochschule-osnabrueck/", "/kreise/landkreis-celle/",
        "/kreise/kreis-ploen/", "/kreise/landkreis-osnabrueck/profil/",
        "/konto/profil/landkreis-osnabrueck/",
    ):  # fmt: skip
        visitor.open(path)
        visitor.check()
    visitor.open("/kreise/landkreis-osnabrueck/")
    visitor.page.click("text=Merle Brandt >> nth=1")
    visitor.check()
    visitor.leave()


def test_a_person_shows_herself_and_hides_again(
    visitor: Visitor, site: Installation, browser: Browser
) -> None:
    visitor.log_in(STAFF)
    visitor.open("/konto/")
    visitor.press("Ihr Profil")
    visitor.fill("Aufgabe oder Stelle", "Antwortet auf Kommentare")
    visitor.press("Speichern")
    assert "Zurzeit sieht niemand etwas davon" in visitor.text()
    visitor.tick("Mitglieder dürfen meine Aufgabe sehen")
    visitor.press("Speichern")
    neighbour = Visitor(browser, site.base)
    neighbour.log_in(HARBURG)
    neighbour.open("/kreise/landkreis-osnabrueck/")
    neighbour.press("Sina Averbeck")
    assert "Antwortet auf Kommentare" in neighbour.text()
    visitor.press("Alles sofort verbergen")
    neighbour.page.reload()
    assert "Antwortet auf Kommentare" not in neighbour.text()
    neighbour.open("/kreise/landkreis-osnabrueck/")
    assert "Sina Averbeck" not in neighbour.text()
    neighbour.leave()


def test_a_question_goes_to_the_county(visitor: Visitor) -> None:
    visitor.log_in(HARBURG)
    visitor.open("/kreise/landkreis-emsland/")
    visitor.press("Eine Frage stellen")
    chosen = visitor.page.locator('input[name="addressed_to"]:checked')
    assert [one.get_attribute("value") for one in chosen.all()] == ["landkreis-emsland"]
