"""A case study is written in steps, with a text pasted from Word, and begun from a document."""

import pytest
from playwright.sync_api import Browser

from portal.demo.story import PASSWORD
from tests.factories.documents import docx, heading, paragraph
from tests.journeys.site import Installation
from tests.journeys.visitor import DESKTOP, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

STAFF = "o.lueders@lk-harburg.example"
TITLE = "Bildschirmtexte im Kreishaus"
# As Word puts it on the clipboard: styles, its own lists, a table, and things that must go.
WORD = """<html><head><style>p{color:red}</style></head><body>
<h2>Zuerst</h2><p class=MsoNormal>Ein <span style="font-weight:bold">fetter</span> Satz * mit
<a href="https://kreis.example/">Link</a> und <a href="javascript:alert(1)">ohne</a>.<script>
window.bad = 1</script><img src="https://x.example/p"></p>
<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>eins</p>
<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>zwei</p>
<table><tr><td><p>Jahr</p></td><td><p>Zahl</p></td></tr><tr><td>2024</td><td>12</td></tr></table>
</body></html>"""
PASTED = """## Zuerst

Ein **fetter** Satz \\* mit [Link](<https://kreis.example/>) und ohne.

- eins
- zwei

| Jahr | Zahl |
| --- | --- |
| 2024 | 12 |"""
_PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "nur Text");
  const field = document.querySelector("textarea[data-paste]");
  field.focus();
  const event = {clipboardData: data, bubbles: true, cancelable: true};
  field.dispatchEvent(new ClipboardEvent("paste", event));
  return field.value;
}"""


def test_a_case_study_is_written_in_steps(site: Installation, browser: Browser) -> None:
    author = Visitor(browser, site.base)
    author.log_in(STAFF)
    author.open("/fallbeispiele/")
    author.press("Meine Fallbeispiele")
    assert "Unser Weg zu Facebook" in author.text()
    author.check()
    author.press("Fallbeispiel schreiben")
    author.press("Beginnen")
    assert "Bitte geben Sie einen Titel ein" in author.text()
    author.check()
    author.fill("Titel", TITLE)
    author.page.check("input[name=pattern][value=kampagne]")
    author.press("Beginnen")
    assert "Schritt 2 von 13" in author.text()
    assert "Was sollten Menschen tun" in author.text()
    author.check()
    author.page.set_viewport_size(DESKTOP)
    author.fill("Ausgangslage", "Im Foyer lief nur die Uhr.")
    author.press("Speichern und weiter")
    assert author.page.evaluate(_PASTE, WORD) == PASTED
    author.press("Speichern und weiter")
    author.press("Speichern und zurück")
    # The table has become one of its own, between two texts or behind the only one.
    assert author.page.locator("textarea").count() == 3
    author.press("Kennzahlen")
    author.fill("Was gezählt wurde", "Texte")
    author.fill("Zahl", "12,5")
    author.check()
    author.press("Prüfen und einreichen")
    assert "Was noch fehlt" in author.text()
    assert "Schreiben Sie, was dabei herauskam" in author.text()
    assert "Im Foyer lief nur die Uhr." in author.text()
    assert author.page.locator("article table").count() == 2
    author.check()
    author.press("Entwurf verwerfen")
    author.check(everywhere=False)
    author.press("Endgültig verwerfen")
    assert TITLE not in author.text()
    author.leave()


def test_a_document_becomes_a_draft_without_scripts(site: Installation, browser: Browser) -> None:
    context = browser.new_context(locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.base}/konto/login/")
    page.fill("input[name=login]", STAFF)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Fallbeispiele", exact=True).first.click()
    page.get_by_role("link", name="Meine Fallbeispiele").click()
    page.get_by_role("link", name="Mit einem vorhandenen Dokument beginnen").click()
    word = docx(heading("Hintergrund"), paragraph("Alles lag auf Papier."), heading("Fazit"))
    page.set_input_files("input[type=file]", {"name": "a.docx", "mimeType": "", "buffer": word})
    page.fill("input[name=title]", "Aus Word")
    page.get_by_role("button", name="Daraus einen Entwurf machen").click()
    assert "Hintergrund" in page.inner_text("main table")
    page.get_by_role("link", name="Die Schritte durchgehen").click()
    page.get_by_role("button", name="Ziel", exact=True).click()
    page.fill("textarea", "Weniger **Papier**")
    page.get_by_role("button", name="Ausgangslage", exact=True).click()
    assert page.input_value("textarea") == "Alles lag auf Papier."
    page.get_by_role("button", name="Speichern und später weiter").click()
    assert "Gespeichert. Sie können jederzeit weitermachen." in page.inner_text("body")
    page.get_by_role("link", name="Aus Word", exact=True).click()
    assert page.inner_html("article strong") == "Papier"
    context.close()
