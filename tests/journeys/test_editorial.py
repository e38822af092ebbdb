"""A page on its way: the legal office reads it without an account, the county releases it, the
moderator asks for changes once and publishes it, the public reads it."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.letters import link_sent_to
from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

AUTHOR = "t.holtkamp@lk-osnabrueck.example"
LEAD = "m.brandt@lk-osnabrueck.example"
MODERATOR = "i.rohde@lk-emsland.example"
OFFICE = "pressestelle@lk-osnabrueck.example"
TITLE = "Sprechstunde der Landrätin im Livestream"
PAGE = "/redaktion/seite/osnabrueck-livestream-sprechstunde/"


def test_a_page_goes_its_way(  # noqa: PLR0915 - one story
    site: Installation, browser: Browser
) -> None:
    # Osnabrück's coordinator finds it waiting, and asks a colleague without an account.
    lead = Visitor(browser, site.base)
    lead.log_in(LEAD)
    lead.open("/redaktion/")
    lead.check()
    lead.press(TITLE)
    assert "Rechtsamt" in lead.text()
    lead.check()
    lead.press("So lesen, wie sie erscheinen wird")
    lead.check()
    lead.open(PAGE)
    lead.press("Jemanden ohne Konto fragen")
    lead.check()
    lead.press("Link senden")
    assert "Bitte prüfen Sie Ihre Angaben" in lead.text()
    lead.fill("Stelle", "Pressestelle")
    lead.fill("Name", "Peer Presse")
    lead.fill("E-Mail", OFFICE)
    lead.press("Link senden")
    assert "Der Link ist unterwegs" in lead.text()

    # She reads exactly that version and answers once; on the phone, too.
    office = Visitor(browser, site.base)
    link = link_sent_to(site, lead.page, OFFICE, "stellungnahme")
    office.open(link)
    assert TITLE in office.text()
    office.check()
    office.page.check("input[name=word][value=agrees]")
    office.press("Stellungnahme abgeben")
    assert "Vielen Dank für Ihre Stellungnahme" in office.text()
    office.check()
    office.open(link)
    assert "schon abgegeben" in office.text()
    assert TITLE not in office.text()

    # The county releases; the moderator wants changes.
    lead.open(PAGE)
    assert "stimmt zu" in lead.text()
    lead.press("Seite freigeben")
    assert "geht zum nächsten Schritt" in lead.text()
    moderator = Visitor(browser, site.base)
    moderator.log_in(MODERATOR)
    moderator.open(PAGE)
    moderator.press("Um Änderungen bitten")
    assert "Bitte nennen Sie den Grund" in moderator.text()
    moderator.check()
    moderator.page.fill("textarea[name=comment]", "Bitte den Titel kürzen.")
    moderator.press("Um Änderungen bitten")
    moderator.check()

    # Its author reads what is wanted, and hands it in again as it is.
    author = Visitor(browser, site.base)
    author.log_in(AUTHOR)
    author.open("/redaktion/?ansicht=eigene")
    author.press(TITLE)
    assert "Bitte den Titel kürzen." in author.text()
    author.check()
    author.press("Noch einmal einreichen")
    assert "Merle Brandt" in author.text()
    author.check()
    author.fill("Hinweis", "Der Titel ist so beschlossen.")
    author.press("Einreichen")
    author.press("Seite zurückziehen")
    author.check()
    author.press("Abbrechen")

    # It goes its way once more; in English as well.
    lead.open(PAGE)
    lead.press("Seite freigeben")
    moderator.open(PAGE)
    moderator.press("Den anderen zeigen: Ich sehe sie mir an")
    assert "Ines Rohde sieht sie sich an" in moderator.text()
    moderator.press("Zustimmen")
    assert "Die Seite ist freigegeben" in moderator.text()
    english = Visitor(browser, site.base, "en-GB")
    english.open(link)
    assert "You have given your opinion already" in english.text()
    english.check(everywhere=False)
    english.open("/fallbeispiele/")
    english.press(TITLE)
    for visitor in (lead, office, moderator, author, english):
        visitor.leave()
