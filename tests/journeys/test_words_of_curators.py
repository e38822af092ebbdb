"""A moderator says which words mean the same; whoever searches finds it, in every process."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

MODERATOR = "i.rohde@lk-emsland.example"
FOUND = "Mängelmelder: Bürger-App oder Website?"


def found_by(reader: Visitor, text: str) -> bool:
    reader.open(f"/suche/?q={text}")
    return FOUND in reader.text()


def test_words_are_tried_out_entered_and_found(site: Installation, browser: Browser) -> None:
    moderator, reader = (Visitor(browser, site.base) for _person in range(2))
    moderator.log_in(MODERATOR)
    reader.log_in("k.wiebusch@lk-harburg.example")
    assert not found_by(reader, "Kummerkasten")

    moderator.open("/cms/suche/synonyme/")
    moderator.press("Synonyme hinzufügen")
    moderator.fill("Wörter", "Kummerkasten, Mängelmelder")
    moderator.press("Ausprobieren")
    assert "Diese Suche fände jetzt: „Kummerkasten“" in moderator.text()
    assert FOUND in moderator.text()
    assert not found_by(reader, "Kummerkasten")

    moderator.press("Erstellen")
    assert moderator.page.url.endswith("/cms/suche/synonyme/")
    # Each process of the server reads the words again within a second.
    moments = 0
    while not found_by(reader, "Kummerkasten"):
        moments += 1
        assert moments < 25
        reader.page.wait_for_timeout(200)
    moderator.leave()
    reader.leave()


def test_what_is_recommended_stands_above_the_hits(site: Installation, browser: Browser) -> None:
    reader = Visitor(browser, site.base)
    reader.open("/suche/?q=Facebookseite")
    section = reader.page.get_by_role("region", name="Empfohlen")
    assert section.get_by_role("link").inner_text().startswith("Eine Seite bei Facebook eröffnen")
    assert reader.text().count("Eine Seite bei Facebook eröffnen") == 1
    reader.check()
    reader.press("Eine Seite bei Facebook eröffnen")
    assert "/leitfaeden/eine-seite-bei-facebook-eroeffnen-" in reader.page.url
    reader.leave()
