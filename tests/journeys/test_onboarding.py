"""Harburg's way in: from the first log-in to the prepared question, and a mentor on the way.

By keyboard alone, every page held against WCAG 2.2 AA, in German and in English.
"""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

HARBURG = "k.wiebusch@lk-harburg.example"
OSNABRUECK = "m.brandt@lk-osnabrueck.example"
MODERATOR = "i.rohde@lk-emsland.example"
HOME = "/einstieg/landkreis-harburg/"
PAGES = (
    "", "profil/", "einschaetzung/kanaele/", "einschaetzung/erfahrung/",
    "einschaetzung/anliegen/", "einschaetzung/worte/", "frage/", "mentor/", "mentor/angebot/",
    "treffen/",
)  # fmt: skip


def test_harburg_finds_its_way_from_the_log_in_to_the_question(  # noqa: PLR0915 - one story
    site: Installation, browser: Browser
) -> None:
    harburg = Visitor(browser, site.base)
    harburg.log_in(HARBURG)
    harburg.open("/")
    assert "Ihr Einstieg: Landkreis Harburg" in harburg.text()
    harburg.check()

    # The next step stands there: the mentor has agreed, Harburg has not.
    harburg.press("Vorschlag ansehen")
    assert "Landkreis Osnabrück als Ihr Patenkreis" in harburg.text()
    assert "seit 2009 auf Facebook" in harburg.text()
    harburg.check()
    harburg.press("Zustimmen")
    assert "Beide haben zugestimmt" in harburg.text()
    harburg.check()

    # The self-assessment can be changed, page by page.
    harburg.open(HOME)
    harburg.check()
    harburg.press("Antworten ändern")
    for _page in range(4):
        harburg.check()
        harburg.press("Speichern und")
    assert "Das folgt daraus" in harburg.text()
    assert "Erfahrung je Gebiet" in harburg.text()
    harburg.check()

    # What is recommended is read and ticked.
    harburg.press("Warnen, ohne Nummern zu sammeln")
    harburg.open(HOME)
    harburg.press("Habe ich gelesen")
    assert "Gelesen: 2 von 3 Fallbeispielen" in harburg.text()

    # A meeting is suggested to the mentor.
    harburg.press("Nachricht schreiben")
    harburg.check()
    harburg.press("Nachricht senden")
    assert "Ihre Nachricht ist unterwegs." in harburg.text()

    # The first question is prepared, and goes to the mentor.
    harburg.open(f"{HOME}frage/")
    harburg.check()
    harburg.press("Im Formular öffnen")
    title = "Was sollten wir wissen, bevor wir mit Mastodon anfangen?"
    assert harburg.page.input_value("#id_title") == title
    assert harburg.page.is_checked("input[name=addressed_to][value=landkreis-osnabrueck]")
    harburg.check()
    harburg.press("Frage veröffentlichen")
    # What there is on it already is shown once.
    harburg.press("Trotzdem fragen")
    assert "Ihre Frage ist veröffentlicht" in harburg.text()
    harburg.leave()

    # The mentor sees how far Harburg is, and what it said of itself; moderators how far.
    osnabrueck = Visitor(browser, site.base)
    osnabrueck.log_in(OSNABRUECK)
    osnabrueck.open("/einstieg/landkreis-osnabrueck/")
    osnabrueck.press("Landkreis Harburg")
    assert "Karsten Wiebusch" in osnabrueck.text()
    osnabrueck.check()
    osnabrueck.open(f"{HOME}profil/")
    assert "Offen ist, wer die Nachrichten am Wochenende liest." in osnabrueck.text()
    osnabrueck.leave()
    moderator = Visitor(browser, site.base)
    moderator.log_in(MODERATOR)
    for page in ("", "mentoren/", "luecken/"):
        moderator.open(f"/einstieg/moderation/{page}")
        moderator.check()
    assert "Threads" in moderator.text()
    moderator.open(f"{HOME}profil/")
    assert "Offen ist" not in moderator.text()
    moderator.leave()


def test_every_page_is_accessible_in_english_too(site: Installation, browser: Browser) -> None:
    english = Visitor(browser, site.base, "en-GB")
    english.open("/konto/login/")
    english.page.fill("#id_login", HARBURG)
    english.page.fill("#id_password", "kreiswissen-beispiel")
    english.page.locator("main form").first.locator("button[type=submit]").click()
    english.page.wait_for_url("**/uebersicht/")
    for page in PAGES:
        english.open(f"{HOME}{page}")
        assert english.page.locator("main h1").count() == 1, page
        english.check()
    english.leave()
