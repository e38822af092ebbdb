"""A curator puts a collection together; a reader of another county goes along it."""

import re

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

CURATOR, READER = "i.rohde@lk-emsland.example", "k.wiebusch@lk-harburg.example"
TITLE = "Bildrechte in einer Stunde"


def address(visitor: Visitor, collection: str, key: str) -> str:
    """Return where something stands, as a browser shows it."""
    answer = visitor.context.request.get(f"{visitor.base}/api/v1/{collection}/{key}").json()
    return str(answer["url"])


def put_together(curator: Visitor) -> None:
    """Fill in the form of the CMS and publish."""
    page = curator.page
    curator.press("Sammlung zusammenstellen")
    page.fill("[name=title]", TITLE)
    stations = [
        (address(curator, "guidelines", "leitfaden-fotos-und-einwilligungen"), "Das Recht."),
        (address(curator, "questions", "stade-einwilligung-minderjaehrige"), "Mit Minderjährigen."),
    ]
    for number, (url, reason) in enumerate(stations):
        page.get_by_role("button", name="Station hinzufügen").click()
        page.fill(f"[name=stations-{number}-address]", url)
        page.fill(f"[name=stations-{number}-reason]", reason)
    page.get_by_role("tab", name="Einordnung und Leserkreis").click()
    page.select_option("[name=organisation]", label="Landkreis Emsland")
    page.select_option("[name=visibility]", "public")
    with page.expect_navigation():
        page.locator("button[name=action-publish]").dispatch_event("click")


def test_a_curator_makes_a_way_and_a_reader_goes_along_it(
    site: Installation, browser: Browser
) -> None:
    curator = Visitor(browser, site.base)
    curator.log_in(CURATOR)
    curator.open("/sammlungen/")
    curator.check()
    put_together(curator)

    reader = Visitor(browser, site.base)
    reader.log_in(READER)
    reader.open("/fallbeispiele/")
    reader.press("Sammlungen: was man zuerst liest")
    reader.check()
    reader.press(TITLE)
    assert "0 von 2 gelesen" in reader.text()
    assert "Mit Minderjährigen." in reader.text()
    reader.check()
    reader.press("Fotos mit Menschen")
    assert "Station 1 von 2" in reader.text()
    reader.check()
    reader.press("Gelesen, weiter")
    assert "Station 2 von 2" in reader.text()
    reader.check()
    reader.press("Gelesen, fertig")
    assert "2 von 2 gelesen" in reader.text()
    reader.page.set_viewport_size(PHONE)
    reader.press("Doch nicht gelesen")
    assert "1 von 2 gelesen" in reader.text()
    reader.check()
    reader.press("Von vorn beginnen")
    reader.check()
    reader.press("Meine Haken löschen")
    assert "0 von 2 gelesen" in reader.text()

    # Who is not logged in sees the way, and not that a station is for members.
    stranger = Visitor(browser, site.base, "en-GB")
    stranger.open(reader.page.url.removeprefix(site.base).partition("#")[0])
    assert re.search(r"\b1 station\b", stranger.text())
    assert "Minderjährigen" not in stranger.text()
    assert "Tick off as read" not in stranger.text()
    stranger.check()
    for visitor in (reader, stranger):
        visitor.leave()
    curator.context.close()
