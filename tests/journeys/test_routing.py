"""Harburg asks who is likely to know, Osnabrück takes it and answers; nobody has to search."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

ASKER = "j.petersen@lk-harburg.example"
COORDINATOR = "m.brandt@lk-osnabrueck.example"
MODERATOR = "i.rohde@lk-emsland.example"
TITLE = "Wie lange bewahren Sie gelöschte Kommentare bei Facebook auf?"
SUGGESTED = "#vorschlag-landkreis-osnabrueck"


def test_from_a_suggestion_to_the_answer(site: Installation, browser: Browser) -> None:
    asker = Visitor(browser, site.base)
    asker.log_in(ASKER)
    asker.open("/fragen/stellen/")
    asker.fill("Ihre Frage in einem Satz", TITLE)
    asker.fill("Einzelheiten", "Wir fangen an und wollen nichts falsch machen.")
    asker.tick("Facebook")
    asker.page.wait_for_selector(SUGGESTED)
    assert "seit 2009 auf Facebook" in asker.text()
    asker.check()
    asker.tick("Landkreis Osnabrück")
    chosen = asker.page.locator("input[name=addressed_to]:checked")
    assert chosen.evaluate_all("boxes => boxes.map(box => box.value)") == [
        "landkreis-osnabrueck", "landkreis-osnabrueck",
    ]  # fmt: skip
    asker.press("Frage veröffentlichen")
    assert "Gefragt: Landkreis Osnabrück" in asker.text()
    question = asker.page.url
    asker.press("Wen noch fragen?")
    assert "wartet auf Rückmeldung" in asker.text()
    asker.check()

    county = Visitor(browser, site.base)
    county.log_in(COORDINATOR)
    assert TITLE in county.text()
    county.press("Entscheiden")
    county.check()
    row = county.page.locator(".kw-row", has_text=TITLE)
    row.get_by_role("link", name="Weitergeben").click()
    county.check()
    county.press("Weitergeben")
    assert "Bitte wählen Sie einen Landkreis." in county.text()
    county.check()
    county.press("Abbrechen")
    row.get_by_role("button", name="Wir kümmern uns").click()
    county.page.wait_for_selector("text=Ihr Landkreis kümmert sich um die Frage.")
    assert "Merle Brandt kümmert sich" in row.inner_text()
    county.open(question.removeprefix(site.base))
    county.fill("Ihre Antwort", "Drei Monate, dann löschen wir den Nachweis.")
    county.press("Antwort veröffentlichen")
    county.open("/fragen/anfragen/")
    assert "beantwortet" in row.inner_text().lower()
    county.check()

    asker.open(question.removeprefix(site.base))
    assert "Drei Monate" in asker.text()
    assert "Wen noch fragen?" not in asker.text()
    for visitor in (asker, county):
        visitor.leave()


def test_moderators_ask_on_where_no_county_answers(site: Installation, browser: Browser) -> None:
    moderator = Visitor(browser, site.base)
    moderator.log_in(MODERATOR)
    moderator.open("/fragen/anfragen/?ansicht=moderation")
    assert "zuletzt gefragt: Landkreis Diepholz" in moderator.text()
    moderator.check()
    moderator.press("Wen noch fragen?")
    assert "Wir zeigen grundsätzlich keine Minderjährigen." in moderator.text()
    moderator.check()
    moderator.tick("Landkreis Göttingen")
    moderator.press("Diese Landkreise fragen")
    assert "1 weiterer Landkreis ist gefragt." in moderator.text()
    moderator.leave()


def test_without_scripts_a_button_suggests(site: Installation, browser: Browser) -> None:
    context = browser.new_context(locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.base}/konto/login/")
    page.fill("input[name=login]", ASKER)
    page.fill("input[name=password]", "kreiswissen-beispiel")
    page.click("main button[type=submit]")
    page.goto(f"{site.base}/fragen/stellen/")
    page.fill("input[name=title]", "Wer hat Erfahrung mit Kommentaren?")
    page.fill("textarea[name=body]", "Noch nicht fertig.")
    page.check("input[name=channels][value=facebook]")
    page.click("button[name=suggest]")
    page.check("#vorschlag-landkreis-emsland")
    assert page.input_value("textarea[name=body]") == "Noch nicht fertig."
    page.click("main .kern-btn--primary")
    if page.url.endswith("/stellen/"):
        # Similar questions are shown once.
        page.click("main .kern-btn--primary")
    assert "Gefragt: Landkreis Emsland" in page.inner_text("body")
    context.close()
