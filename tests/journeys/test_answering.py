"""Osnabrück answers in its own name, Harburg accepts with thanks, and the public reads a county."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

STAFF = "t.holtkamp@lk-osnabrueck.example"
COORDINATOR = "m.brandt@lk-osnabrueck.example"
ASKER = "j.petersen@lk-harburg.example"
QUESTION = "Nachrichten mit Angaben zu Sozialleistungen"
OFFICIAL = "Antwort des Landkreises Osnabrück"


def address_of(visitor: Visitor, key: str) -> str:
    """Return where a question of the example content stands."""
    found = visitor.context.request.get(f"{visitor.base}/api/v1/questions/{key}").json()
    return urlsplit(found["url"]).path


def test_an_answer_for_the_county_is_released_accepted_and_read(  # noqa: PLR0915 - one story
    site: Installation, browser: Browser
) -> None:
    # Somebody of the staff says that the county is at work, types, and drafts it for the county.
    staff = Visitor(browser, site.base)
    staff.log_in(STAFF)
    question = address_of(staff, "harburg-nachrichten-sozialdaten")
    staff.open(question)
    staff.press("Wir arbeiten daran")
    assert "Landkreis Osnabrück arbeitet an einer Antwort" in staff.text()
    staff.press("Betrifft uns auch")
    assert "Betrifft auch: Landkreis Emsland, Landkreis Osnabrück" in staff.text()
    staff.check()
    staff.fill("Ihre Antwort", "Wir löschen **nicht sofort**, sondern geben weiter.")
    staff.press("Als Amtsantwort entwerfen")
    assert "Wir löschen **nicht sofort**" in staff.page.input_value("textarea")
    staff.check()
    staff.press("Entwurf speichern")
    staff.check()
    staff.press("Zur Freigabe vorlegen")
    assert "Freigeben kann: Merle Brandt" in staff.text()
    assert "Freigeben und veröffentlichen" not in staff.text()
    staff.check()

    # The coordinator returns it once, and releases what she asked for.
    coordinator = Visitor(browser, site.base)
    coordinator.log_in(COORDINATOR)
    coordinator.open("/fragen/amtsantworten/")
    coordinator.check()
    coordinator.press(QUESTION)
    coordinator.fill("Was fehlt noch?", "Bitte mit der Frist.")
    coordinator.press("Mit der Anmerkung zurückgeben")
    assert "Mit Anmerkung zurückgegeben" in coordinator.text()
    staff.page.reload()
    assert "Bitte mit der Frist." in staff.text()
    staff.press("Entwurf bearbeiten")
    staff.fill("Amtsantwort", "Nach vier Wochen löschen wir. ")
    staff.press("Speichern")
    staff.press("Zur Freigabe vorlegen")
    coordinator.page.reload()
    coordinator.check()
    coordinator.press("Freigeben und veröffentlichen")
    assert "im Namen Ihres Landkreises veröffentlicht" in coordinator.text()
    coordinator.open(question)
    assert OFFICIAL in coordinator.text()
    assert "arbeitet an einer Antwort" not in coordinator.text().replace(
        "Landkreis Diepholz arbeitet an einer Antwort", ""
    )
    coordinator.check()

    # Who asked finds it as new, reads it, accepts it, says thanks and keeps it.
    asker = Visitor(browser, site.base)
    asker.log_in(ASKER)
    asker.open("/fragen/")
    asker.check()
    asker.press("1 neu")
    assert asker.page.url.endswith("#neu")
    assert OFFICIAL in asker.text()
    asker.check()
    asker.page.wait_for_selector("form[data-read]", state="hidden")
    asker.open("/fragen/")
    assert "1 neu" not in asker.text()
    asker.open(question)
    asker.press("Diese Antwort annehmen")
    asker.check()
    asker.press("Danken")
    asker.check()
    asker.fill("Ihr Dank", "Damit können wir arbeiten.")
    asker.press("Speichern")
    assert "Damit können wir arbeiten." in asker.text()
    asker.press("Hilfreich")
    assert "Hilfreich (1)" in asker.text()
    asker.press("Merken")
    asker.press("Folgen")
    for path in ("/fragen/gemerkt/", "/fragen/gefolgt/"):
        asker.open(path)
        assert QUESTION in asker.text()
        asker.check()
    asker.open(question)
    quote = asker.page.locator("article.kw-post a[data-quote]").first
    quote.click()
    typed = asker.page.input_value("#neue-antwort ~ form textarea")
    assert typed.startswith("> ")
    assert "Wir löschen nicht sofort, sondern geben weiter." in typed
    assert "> [Quelle: Landkreis Osnabrück](/fragen/antwort/" in typed
    for visitor in (staff, coordinator, asker):
        visitor.leave()


@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_the_public_reads_counties_and_no_persons(
    site: Installation, browser: Browser, language: str
) -> None:
    reader = Visitor(browser, site.base, language)
    reader.open(address_of(reader, "goettingen-gebaerdensprache-kosten"))
    official = {"de-DE": OFFICIAL, "en-GB": "Answer of the Landkreis Osnabrück"}[language]
    assert official in reader.text()
    assert not [name for name in ("Sina Averbeck", "Merle Brandt") if name in reader.text()]
    reader.check()
    reader.open(address_of(reader, "harburg-zeitbedarf-facebook"))
    assert "Damit haben wir unsere Leitung überzeugt" in reader.text()
    reader.press({"de-DE": "Neue zuerst", "en-GB": "Newest first"}[language])
    assert "sortierung=neu" in reader.page.url
    reader.check()
    reader.leave()


def test_without_scripts_everything_can_be_done(site: Installation, browser: Browser) -> None:
    context = browser.new_context(locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.base}/konto/login/")
    page.fill("input[name=login]", ASKER)
    page.fill("input[name=password]", "kreiswissen-beispiel")
    page.click("main button[type=submit]")
    found = context.request.get(f"{site.base}/api/v1/questions/harburg-zeitbedarf-facebook").json()
    page.goto(site.base + urlsplit(found["url"]).path)
    page.click("article.kw-post a[data-quote] >> nth=0")
    typed = page.input_value("#neue-antwort ~ form textarea")
    assert typed.startswith("> ")
    assert "[Quelle: Landkreis Osnabrück](/fragen/antwort/" in typed
    page.click("#frage button:has-text('Stumm schalten')")
    assert "Von dieser Frage hören Sie nichts mehr." in page.inner_text("body")
    page.goto(f"{site.base}/fragen/")
    page.click("button:has-text('Alles als gelesen kennzeichnen')")
    assert "Alles ist als gelesen gekennzeichnet." in page.inner_text("body")
    context.close()
