"""Somebody mistypes, is understood, narrows, asks why, and puts an exact search together."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(900)]


def test_from_a_typing_error_to_an_exact_search(site: Installation, browser: Browser) -> None:
    visitor = Visitor(browser, site.base)
    visitor.open("/suche/")
    visitor.fill("Wonach suchen Sie?", "Fecebook kreis:osnabrück")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    assert "für „Facebook kreis:osnabrück“" in visitor.text()
    visitor.press("Warum diese Treffer?")
    assert "Warum dieser Treffer:" in visitor.text()
    visitor.check()
    visitor.press("Landkreis Osnabrück")
    assert "für „Facebook“" in visitor.text()
    visitor.press("Genaue Suche")
    visitor.fill("Genau diese Wörter in dieser Reihenfolge (freiwillig)", "soziale Medien")
    visitor.check()
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    assert (
        visitor.page.get_by_label("Wonach suchen Sie?").input_value() == 'Fecebook "soziale Medien"'
    )
    visitor.press("Was Sie eingeben können")
    visitor.check()
    visitor.press("kreis:osnabrück")
    assert "für „kreis:osnabrück“" in visitor.text()
    visitor.leave()


@pytest.mark.parametrize(
    "page", ["hilfe/", "genau/", "?q=Fecebook+kreis:xyz&warum=1&kind=question"]
)
def test_its_pages_are_accessible_in_english(
    site: Installation, browser: Browser, page: str
) -> None:
    visitor = Visitor(browser, site.base, "en-GB")
    visitor.open(f"/suche/{page}")
    assert visitor.page.get_attribute("html", "lang") == "en"
    visitor.check()
    visitor.leave()
