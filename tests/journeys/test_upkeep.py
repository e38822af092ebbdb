"""A page grows old, is reviewed; a ruling falls, and an answer of the county clears the warning."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

OWNER = "t.holtkamp@lk-osnabrueck.example"
MODERATOR = "i.rohde@lk-emsland.example"
PAGE = "Abschied von Flickr: das Bildarchiv zieht auf die eigene Website"
GUIDELINE = "/leitfaeden/eine-seite-bei-facebook-eroeffnen-recht-daten-impressum/"
RULING = "EuGH zu Fanpages"
FELL = "Das Gericht hat seine Linie aufgegeben."


def test_a_page_stays_true(site: Installation, browser: Browser) -> None:
    owner = Visitor(browser, site.base)
    owner.log_in(OWNER)
    owner.open("/pflege/")
    assert "überfällig" in owner.text()
    owner.check()
    owner.press(PAGE)
    owner.check()
    # First without a word where one is needed.
    owner.page.check("input[name=outcome][value=obsolete]")
    owner.press("Prüfung speichern")
    assert "Bitte prüfen Sie Ihre Angaben" in owner.text()
    owner.check(everywhere=False)
    owner.page.check("input[name=outcome][value=valid]")
    owner.fill(
        "In Worten", "Das Archiv steht auf der eigenen Website, die Grenze trifft uns nicht."
    )
    owner.press("Prüfung speichern")
    assert "Auf der Seite steht jetzt, dass sie heute geprüft wurde" in owner.text()
    assert "erledigt: Flickr" in owner.text()
    owner.press("Zur Seite")
    assert "hat sich geändert" not in owner.text()

    moderator = Visitor(browser, site.base)
    moderator.log_in(MODERATOR)
    moderator.open("/pflege/grundlagen/")
    moderator.check()
    moderator.press(RULING)
    moderator.check(everywhere=False)
    moderator.press("Änderung melden")
    moderator.check(everywhere=False)
    moderator.page.fill("input[name=what]", FELL)
    moderator.press("Ansehen, was einen Hinweis erhält")
    assert "Landkreis Diepholz" in moderator.text()
    moderator.check()
    moderator.press("Hinweis setzen und Betreuende benachrichtigen")
    assert "trägt jetzt einen Hinweis" in moderator.text()
    moderator.check(everywhere=False)
    change = moderator.page.url.removeprefix(site.base)

    public = Visitor(browser, site.base)
    public.open(GUIDELINE)
    assert public.text().count(FELL) == 2
    assert "Beruht auf Landesrecht von: Niedersachsen" in public.text()
    public.check()
    moderator.open(change)
    moderator.press("Zurücknehmen")
    assert "Das wurde zurückgenommen" in moderator.text()
    public.open(GUIDELINE)
    assert FELL not in public.text()

    moderator.open("/pflege/bericht/")
    moderator.check()
    moderator.open("/pflege/fristen/")
    moderator.check(everywhere=False)
    for one in (owner, moderator, public):
        one.leave()
