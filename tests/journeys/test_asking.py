"""Asking: what is typed survives, pictures are described, a county stays unnamed."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

HARBURG = "j.petersen@lk-harburg.example"
OSNABRUECK = "t.holtkamp@lk-osnabrueck.example"
MODERATOR = "i.rohde@lk-emsland.example"
TITLE = "Wie gehen wir mit Kommentaren unter alten Beiträgen um?"
HIDDEN = "Ein Landkreis aus Niedersachsen"
# The first search of a process reads its words; a busy machine needs a while.
PATIENCE = 30_000


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, format="PNG")
    return out.getvalue()


def test_harburg_asks_confidentially_with_a_picture_on_two_devices(  # noqa: PLR0915 - one story
    site: Installation, browser: Browser
) -> None:
    office = Visitor(browser, site.base)
    office.log_in(HARBURG)
    office.open("/fragen/stellen/")
    office.fill("Ihre Frage in einem Satz", TITLE)
    similar = office.page.get_by_role("heading", name="Gibt es schon eine Antwort?")
    expect(similar).to_be_visible(timeout=PATIENCE)
    office.fill("Einzelheiten", "Vielleicht weiß es @osn")
    offered = office.page.get_by_role("option", name="Landkreis Osnabrück")
    expect(offered).to_be_visible(timeout=PATIENCE)
    office.page.keyboard.press("ArrowDown")
    office.check()
    offered.click()
    expect(office.page.locator("#id_body")).to_have_value(
        "Vielleicht weiß es @landkreis-osnabrueck "
    )
    expect(office.page.locator("[data-draft-status]")).to_contain_text(
        "Entwurf gespeichert um", timeout=PATIENCE
    )
    office.leave()

    # At home, on a phone: it is there, and a picture is added.
    home = Visitor(browser, site.base)
    home.log_in(HARBURG)
    home.open("/fragen/stellen/")
    assert "Das ist Ihr Entwurf von heute" in home.text()
    assert home.page.input_value("#id_title") == TITLE
    home.page.click("summary:has-text('Bild oder Datei einfügen')")
    home.page.set_input_files(
        "#id_body_file", {"name": "Wand.png", "mimeType": "image/png", "buffer": picture()}
    )
    home.page.fill("#id_body_description", "Eine Wand voller Zettel")
    home.page.click("[data-attach-button]")
    expect(home.page.locator("[data-attach-status]")).to_have_text(
        "Die Datei steht jetzt in Ihrem Text.", timeout=PATIENCE
    )
    assert "![Eine Wand voller Zettel](/fragen/datei/" in home.page.input_value("#id_body")
    home.page.click("summary:has-text('Fragen, ohne den eigenen Kreis zu nennen')")
    home.check()
    home.page.check("#id_confidential")
    home.press("Vorschau")
    assert home.page.locator(".kw-preview img").get_attribute("alt") == "Eine Wand voller Zettel"
    home.check()
    home.press("Trotzdem fragen")
    assert "ohne den Namen Ihres Kreises" in home.text()
    assert "Ihr Kreis fragt hier vertraulich." in home.text()
    home.check()
    address = home.page.url.removeprefix(site.base)

    # Osnabrück sees the question and its picture, and not who asks.
    osnabrueck = Visitor(browser, site.base)
    osnabrueck.log_in(OSNABRUECK)
    osnabrueck.open(address)
    article = osnabrueck.page.inner_text("#frage")
    assert HIDDEN in article
    assert "Harburg" not in osnabrueck.page.content()
    shown = osnabrueck.page.evaluate(
        "document.querySelector('#frage img').decode().then(() => true)"
    )
    assert shown is True
    osnabrueck.check()

    # The moderator has to say why she looks; Harburg reads it.
    moderator = Visitor(browser, site.base)
    moderator.log_in(MODERATOR)
    moderator.open(address)
    moderator.press("Wer fragt? (Moderation)")
    moderator.check()
    moderator.fill("Warum müssen Sie das wissen?", "Die Frage wurde gemeldet.")
    moderator.press("Nachsehen, wer fragt")
    assert "Landkreis Harburg" in moderator.text()
    moderator.check()
    home.open(address)
    assert "Die Frage wurde gemeldet." in home.text()
    home.open("/fragen/stellen/")
    assert "Das ist Ihr Entwurf" not in home.text()
    for visitor in (home, osnabrueck, moderator):
        visitor.leave()


def test_without_scripts_nothing_is_lost(site: Installation, browser: Browser) -> None:
    visitor = Visitor(browser, site.base)
    visitor.log_in(OSNABRUECK)
    cookies = visitor.context.cookies()
    visitor.leave()
    context = browser.new_context(locale="de-DE", java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{site.base}/fragen/stellen/")
    page.fill("#id_title", "Wer hat Erfahrung mit Kommentaren am Abend?")
    page.fill("#id_body", "Bei uns ist abends niemand da.")
    page.click("summary:has-text('Bild oder Datei einfügen')")
    page.set_input_files(
        "#id_body_file", {"name": "Uhr.png", "mimeType": "image/png", "buffer": picture()}
    )
    page.check("#id_body_decoration")
    page.click("[data-attach-button]")
    assert "![nur Schmuck](/fragen/datei/" in page.input_value("#id_body")
    assert page.input_value("#id_title") == "Wer hat Erfahrung mit Kommentaren am Abend?"
    page.click("button:has-text('Entwurf speichern')")
    assert "Ihr Entwurf ist gespeichert." in page.inner_text("body")
    page.click("button.kern-btn--primary:has-text('Frage veröffentlichen')")
    assert "Gibt es schon eine Antwort?" in page.inner_text("main")
    page.click("button:has-text('Trotzdem fragen')")
    assert "Ihre Frage ist veröffentlicht." in page.inner_text("body")
    context.close()
