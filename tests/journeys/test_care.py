"""A moderator cleans up: a duplicate is merged, its asker is led on, a text is not lost, undo."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

HARBURG = "j.petersen@lk-harburg.example"
OSNABRUECK = "t.holtkamp@lk-osnabrueck.example"
MODERATOR = "i.rohde@lk-emsland.example"
DUPLICATE = "Wer prüft bei Ihnen fremdsprachige Beiträge?"
SURVIVOR = "Beiträge in mehreren Sprachen: Wer prüft die Übersetzung?"
TYPED = "Bei uns liest eine Kollegin gegen, die Polnisch spricht."


def test_a_duplicate_is_merged_and_nobodys_text_is_lost(  # noqa: PLR0915 - one story
    site: Installation, browser: Browser
) -> None:
    harburg = Visitor(browser, site.base)
    harburg.log_in(HARBURG)
    harburg.open("/fragen/stellen/")
    harburg.fill("Ihre Frage in einem Satz", DUPLICATE)
    # The question that is there already is shown, and she does not look.
    harburg.page.wait_for_selector(".kw-similar")
    harburg.fill("Einzelheiten", "Wir denken an Polnisch und Ukrainisch.")
    harburg.press("Frage veröffentlichen")
    asked = harburg.page.url.removeprefix(site.base)

    # Osnabrück begins to answer while the moderator looks.
    osnabrueck = Visitor(browser, site.base)
    osnabrueck.log_in(OSNABRUECK)
    osnabrueck.open(asked)
    osnabrueck.fill("Ihre Antwort", TYPED)

    moderator = Visitor(browser, site.base)
    moderator.log_in(MODERATOR)
    moderator.open(asked)
    moderator.page.locator("summary", has_text="Moderation").click()
    moderator.check()
    moderator.press("Mit einer anderen Frage zusammenführen")
    moderator.check()
    moderator.press("Mit einer anderen Frage zusammenführen")
    assert "Bitte nennen Sie die Frage, die bleiben soll." in moderator.text()
    moderator.check()
    moderator.fill("Welche Frage bleibt?", "mehreren Sprachen")
    moderator.fill("Grund, in einem Satz", "Fragt dasselbe.")
    moderator.press("Mit einer anderen Frage zusammenführen")
    assert SURVIVOR in moderator.text()
    moderator.check()
    moderator.press("Mit einer anderen Frage zusammenführen")
    assert "Die Fragen sind zusammengeführt" in moderator.text()
    assert DUPLICATE in moderator.text()
    moderator.check()

    # Osnabrück's text stands in the form of the question that stayed.
    osnabrueck.press("Antwort veröffentlichen")
    assert "Ihr Text ist nicht verloren" in osnabrueck.text()
    assert osnabrueck.page.input_value("textarea[name=body]") == TYPED
    osnabrueck.check()
    osnabrueck.press("Antwort veröffentlichen")
    assert TYPED in osnabrueck.text()
    assert SURVIVOR in osnabrueck.text()

    # The old address leads to the place where Harburg's words stand now.
    harburg.open(asked)
    assert SURVIVOR in harburg.text()
    place = harburg.page.url.rsplit("#", 1)[1]
    assert DUPLICATE in harburg.page.locator(f"#{place}").inner_text()
    harburg.check()
    harburg.press("Protokoll der Moderation")
    assert "Fragt dasselbe." in harburg.text()
    assert "Ines Rohde" not in harburg.text()
    harburg.check()

    # It was no duplicate after all: the question stands for itself again, the new answer stays.
    moderator.open("/fragen/pflege/")
    moderator.check()
    moderator.press("Rückgängig machen")
    moderator.check()
    moderator.fill("Grund, in einem Satz", "Es geht um andere Sprachen.")
    moderator.press("Rückgängig machen")
    assert "Das ist rückgängig gemacht." in moderator.text()
    harburg.open(asked)
    assert "Noch hat niemand geantwortet." in harburg.text()

    # Harburg needs no answer any more.
    harburg.press("Frage schließen")
    harburg.check()
    harburg.press("Frage schließen")
    assert "Geschlossen: hat sich erledigt" in harburg.text()
    harburg.check()
    harburg.press("Frage wieder öffnen")
    harburg.press("Frage wieder öffnen")
    assert "Die Frage ist wieder offen." in harburg.text()
    for visitor in (harburg, osnabrueck, moderator):
        visitor.leave()


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_moderators_pages_are_accessible(
    site: Installation, browser: Browser, language: str
) -> None:
    visitor = Visitor(browser, site.base)
    visitor.log_in(MODERATOR)
    visitor.context.add_cookies([{"name": "sprache", "value": language, "url": site.base}])
    api = visitor.context.request.get(f"{site.base}/api/v1/questions/harburg-zeitbedarf-facebook")
    pk = api.json()["url"].split("/")[2]
    for path in (
        api.json()["url"],
        "/fragen/pflege/",
        "/fragen/pflege/?was=merge",
        f"/fragen/pflege/{pk}/",
        *(
            f"/fragen/pflege/{pk}/{slug}/"
            for slug in (
                "schliessen", "sperren", "anheften", "verschieben", "veraltet", "abtrennen",
            )
        ),
        "/fragen/pflege/textbausteine/",
        "/fragen/pflege/textbausteine/neu/",
    ):  # fmt: skip
        visitor.open(path)
        assert visitor.page.get_attribute("html", "lang") == language
        visitor.check()
    visitor.leave()
