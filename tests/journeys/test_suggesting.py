"""Typing into the search: by keyboard, read out, without scripts; and what stays of it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

HARBURG = "j.petersen@lk-harburg.example"
# The first search of a process reads its words; a busy machine needs a while.
PATIENCE = 30_000
FIELD = "Kreiswissen durchsuchen"


def offered(page: Page) -> list[str]:
    """Wait for the list and return the first line of each option."""
    expect(page.get_by_role("listbox")).to_be_visible(timeout=PATIENCE)
    options = page.get_by_role("option").all()
    return [option.locator("span").first.inner_text() for option in options if option.is_visible()]


def active(page: Page) -> str:
    """Return what a screen reader is at."""
    return str(
        page.evaluate(
            "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
            "?.innerText ?? ''"
        )
    )


def test_somebody_finds_a_page_by_keyboard(site: Installation, browser: Browser) -> None:
    visitor = Visitor(browser, site.base)
    page = visitor.page
    visitor.open("/")
    visitor.fill(FIELD, "ko")
    field = page.get_by_role("combobox", name=FIELD)
    expect(field).to_have_attribute("aria-expanded", "true", timeout=PATIENCE)
    titles = offered(page)
    assert len(titles) > 2
    expect(page.locator(".kw-search [role=status]")).to_have_text(f"{len(titles)} Vorschläge")
    visitor.check()
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 at 400 %
    page.keyboard.press("ArrowUp")
    assert active(page).startswith(titles[-1])
    expect(page.locator("[aria-selected=true]")).to_be_in_viewport()
    page.keyboard.press("ArrowDown")
    assert active(page).startswith(titles[0])
    page.keyboard.press("Home")
    assert active(page) == ""
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    assert field.input_value() == "ko"
    page.keyboard.press("Escape")
    assert field.input_value() == ""
    page.keyboard.type("komm")
    titles = offered(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert active(page).startswith(titles[1])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert titles[1] in page.inner_text("h1")
    assert page.evaluate("localStorage.length") == 0
    visitor.leave()


def test_recent_searches_are_her_own_and_end_with_the_session(
    site: Installation, browser: Browser
) -> None:
    visitor = Visitor(browser, site.base)
    page = visitor.page
    visitor.open("/")
    visitor.fill(FIELD, "nie gemerkt")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.log_in(HARBURG)
    for text in ("Kommentare am Abend", "Krise"):
        visitor.open("/fragen/")
        visitor.fill(FIELD, text)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert f"„{text}“" in page.inner_text("main")
    visitor.open("/fragen/")
    visitor.to(FIELD, ("INPUT",))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible(timeout=PATIENCE)
    texts = page.get_by_role("option").all_inner_texts()
    assert [text.split("\n")[0] for text in texts] == [
        "Krise", "Kommentare am Abend", "Verlauf löschen",
    ]  # fmt: skip
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "q=Kommentare+am+Abend" in page.url
    visitor.check()
    visitor.open("/fragen/")
    page.get_by_role("combobox").click()
    forgotten = page.get_by_text("Ihre letzten Suchen sind gelöscht.")
    page.get_by_role("option", name="Verlauf löschen").click()
    expect(forgotten).to_be_attached()
    assert page.evaluate("localStorage.length") == 0
    visitor.open("/")
    visitor.fill(FIELD, "Krise")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("localStorage.length") == 1
    visitor.press("Abmelden")
    assert page.evaluate("localStorage.length") == 0
    visitor.leave()


def test_what_is_opened_while_asking_is_noted(site: Installation, browser: Browser) -> None:
    visitor = Visitor(browser, site.base)
    page = visitor.page
    visitor.log_in(HARBURG)
    visitor.open("/fragen/stellen/")
    visitor.fill("Ihre Frage in einem Satz", "Kommentare moderieren am Abend")
    link = page.locator("[data-reference]").first
    expect(link).to_be_visible(timeout=PATIENCE)
    reference = link.get_attribute("data-reference")
    with visitor.context.expect_page() as opened:
        link.click()
    opened.value.close()
    assert page.locator("[name=opened]").input_value() == reference
    assert reference in page.locator("[name=shown]").input_value().split("\n")
    expect(page.locator("[data-draft-status]")).to_contain_text(
        "Entwurf gespeichert um", timeout=PATIENCE
    )
    visitor.open("/fragen/stellen/")
    assert page.locator("[name=opened]").input_value() == reference
    visitor.leave()


def test_a_question_shows_what_is_about_the_same(site: Installation, browser: Browser) -> None:
    visitor = Visitor(browser, site.base)
    page = visitor.page
    visitor.open("/suche/?q=Kommentare&kind=question")
    page.locator("main h3 a").first.click()
    part = page.locator("[data-later]")
    part.scroll_into_view_if_needed()
    expect(part.get_by_role("heading", name="Ähnliches")).to_be_visible(timeout=PATIENCE)
    visitor.check()
    part.get_by_role("link", name="Alle Fragen und Seiten zum selben Thema").click()
    expect(page.locator("h1")).to_have_text("Fragen und Seiten zum selben Thema")
    visitor.check()
    visitor.leave()


def test_without_scripts_the_search_is_a_form(site: Installation, browser: Browser) -> None:
    context = browser.new_context(locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.base}/fragen/")
    field = page.get_by_role("searchbox", name=FIELD)
    field.fill("Kommentare")
    field.press("Enter")
    page.locator("main h3 a").first.click()
    page.get_by_role("link", name="Fragen und Seiten zum selben Thema").click()
    assert page.inner_text("h1") == "Fragen und Seiten zum selben Thema"
    context.close()
