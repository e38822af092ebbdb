"""Somebody looks for what counties like hers did, and sets two case studies side by side."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(900)]

HARBURG = "k.wiebusch@lk-harburg.example"
ONE = "Hochwasser über die Feiertage: eine Lage, vier Kanäle, ein Text"
OTHER = "Abschied von Flickr: das Bildarchiv zieht auf die eigene Website"


def test_case_studies_are_narrowed_compared_and_found_on_the_map(
    site: Installation, browser: Browser
) -> None:
    visitor = Visitor(browser, site.base)
    visitor.log_in(HARBURG)
    visitor.open("/fallbeispiele/")
    visitor.to("Aufwand", ("SUMMARY",))
    visitor.page.keyboard.press("Enter")
    visitor.press("161 bis 500 Stunden")
    visitor.to("Land", ("SUMMARY",))
    visitor.page.keyboard.press("Enter")
    visitor.press("Niedersachsen")
    visitor.check()
    visitor.press("geringster Aufwand zuerst")
    assert {"order=effort", "land=03", "effort=500"} == set(
        visitor.page.url.partition("?")[2].split("&")
    )
    visitor.tick(f"Vergleichen {OTHER}")
    visitor.tick(f"Vergleichen {ONE}")
    visitor.press("Ausgewählte vergleichen")
    assert visitor.page.locator("thead th").all_inner_texts() == [OTHER, ONE]
    visitor.check()
    visitor.press(f"Herausnehmen {OTHER}")
    assert "Wählen Sie zwei bis vier Fallbeispiele" in visitor.text()
    visitor.check()
    visitor.press("Zur Übersicht")
    assert visitor.page.get_by_label(f"Vergleichen {ONE}").is_checked()
    visitor.press("Auf der Karte anzeigen")
    visitor.check()
    visitor.press("Landkreis Emsland")
    assert "organisation=landkreis-emsland" in visitor.page.url
    assert ONE in visitor.text()
    visitor.leave()
