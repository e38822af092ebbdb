"""Everybody's own page, in the browser: what waits, by keyboard, on phone and desktop."""

import re
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

DASHBOARD = "/uebersicht/"
# Each person of the story, and what her page says in German and English.
PEOPLE = {
    "staff of Harburg": (
        "j.petersen@lk-harburg.example", "Offene Fragen Ihrer Organisation", "New in your topics",
    ),
    "coordinator of Osnabrück": (
        "m.brandt@lk-osnabrueck.example", "Landkreis Osnabrück ist gefragt", "is asked:",
    ),
    "moderator": (
        "i.rohde@lk-emsland.example", "Landkreis Lüneburg hat einen Antrag gestellt", "Decide",
    ),
    "suspended": (
        "g.behrens@lk-cuxhaven.example", "Die Mitgliedschaft ruht", "is suspended",
    ),
    "academic partner": (
        "h.sandmann@hs-osnabrueck.example", "Antwort annehmen", "Accept an answer",
    ),
    "guest": ("w.thomsen@kreis-pinneberg.example", "ist Gast im Arbeitskreis", "is a guest"),
    "administrator": ("p.ostermann@kreiswissen.example", "Welche Themen sind Ihre?", "Follow"),
}  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
def test_everybodys_page_is_accessible(site: Installation, browser: Browser, who: str) -> None:
    email, german, english = PEOPLE[who]
    visitor = Visitor(browser, site.base)
    visitor.log_in(email)
    assert visitor.page.url == site.base + DASHBOARD
    assert german in visitor.text()
    visitor.check()
    visitor.press("English")
    assert visitor.page.get_attribute("html", "lang") == "en"
    assert english in visitor.text()
    visitor.check()
    visitor.leave()


def test_osnabrueck_does_what_waits(own_site: Installation, browser: Browser) -> None:
    osnabrueck = Visitor(browser, own_site.base)
    osnabrueck.log_in("t.holtkamp@lk-osnabrueck.example")
    before = osnabrueck.page.locator(".kw-task").count()
    osnabrueck.press("Antworten")
    osnabrueck.fill("Ihre Antwort", "Wir helfen beim Anzeigen und lassen niemanden allein.")
    osnabrueck.press("Antwort veröffentlichen")
    osnabrueck.press("Übersicht")
    assert osnabrueck.page.locator(".kw-task").count() == before - 1
    osnabrueck.tick("Datenschutz")
    osnabrueck.press("Folgen")
    assert "Neu in Ihren Themen" in osnabrueck.text()
    osnabrueck.check()
    osnabrueck.press("Thilo Holtkamp")
    osnabrueck.press("Themen und Mails")
    osnabrueck.check()
    osnabrueck.tick("Jemand hat Ihre Organisation verlassen")
    osnabrueck.press("Speichern")
    assert "Ihre Wahl ist gespeichert." in osnabrueck.text()
    osnabrueck.leave()


def test_a_forgotten_password_comes_by_the_worker(site: Installation, browser: Browser) -> None:
    visitor = Visitor(browser, site.base)
    visitor.open("/konto/password/reset/")
    visitor.page.fill("main input[name=email]", "c.wolters@lk-stade.example")
    visitor.page.click("main button[type=submit]")
    visitor.page.wait_for_url("**/reset/done/")
    visitor.open(_link_in_mail(visitor, site.folder / "mail", "c.wolters@lk-stade.example"))
    assert visitor.page.locator("main input[name=password1]").count() == 1
    visitor.check()
    visitor.leave()


def _link_in_mail(visitor: Visitor, folder: Path, to: str) -> str:
    for _look in range(150):
        for path in folder.glob("*.log"):
            text = path.read_text(encoding="utf-8").partition("-" * 79)[0]
            message = message_from_string(text, policy=default)
            body = message.get_body(("plain",))
            links = re.findall(r"/konto/password/reset/key/\S+", body.get_content() if body else "")
            if links and to in str(message["To"]):
                return str(links[0])
        visitor.page.wait_for_timeout(200)
    raise AssertionError(f"no mail to {to}")


def test_the_link_that_stops_mails_is_accessible(site: Installation, browser: Browser) -> None:
    made = site.must_run(
        "shell", "--no-imports", "-c",
        "from portal.joining.mails import COLLEAGUE_JOINED as kind;"
        "from portal.members.models import User;"
        "from portal.notifications.stopping import stop_path;"
        "print(stop_path(User.objects.get(email='n.dammann@lk-stade.example'), kind))",
    )  # fmt: skip
    path = made.split()[-1]
    for language in ("de-DE", "en-GB"):
        visitor = Visitor(browser, site.base, language)
        visitor.open(path)
        visitor.check()
        visitor.page.click("main button[type=submit]")
        visitor.check()
        visitor.open("/konto/benachrichtigungen/abbestellen/x/")
        visitor.check()
        visitor.leave()
