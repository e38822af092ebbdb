"""A county joins: it applies, is admitted, its people come, ask to join, change roles and leave.

In both languages, every page held against WCAG 2.2 AA on phone and desktop, in light and dark.
"""

import pytest
from playwright.sync_api import Browser

from portal.demo.story import PASSWORD
from portal.joining.forms.spam import FASTEST_SECONDS
from tests.journeys.letters import link_sent_to
from tests.journeys.site import Installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(900)]

MODERATOR = "i.rohde@lk-emsland.example"
NEW_PASSWORD = "ein langer Satz über Landkreise"
DESK = "/mitmachen/antraege/"


@pytest.mark.parametrize(
    ("language", "county", "slug"),
    [
        ("de-DE", "Landkreis Rotenburg (Wümme) (03357)", "landkreis-rotenburg-wuemme"),
        ("en-GB", "Landkreis Uelzen (03360)", "landkreis-uelzen"),
    ],
)
def test_a_county_joins_and_its_people_come_and_go(  # noqa: PLR0915 - one story
    site: Installation, browser: Browser, language: str, county: str, slug: str
) -> None:
    domain = f"{slug}.example"
    anna_mail, bert_mail = f"anna@{domain}", f"bert@{domain}"
    team = f"/kreise/{slug}/team/"
    anna, mona, bert = (Visitor(browser, site.base, language) for _person in range(3))

    def looked_at(visitor: Visitor, path: str, status: int = 200) -> None:
        """Open a page and hold it against WCAG."""
        answer = visitor.page.goto(site.base + path)
        assert (path, answer and answer.status) == (path, status)
        see(visitor, language)

    # Anna applies for her county, first with nothing filled in.
    looked_at(anna, "/mitmachen/")
    submit(anna)
    see(anna, language)
    fill(anna, organisation=county, name="Anna Antrag", email=anna_mail, why="Wir fangen an.")
    take_a_while(anna)
    submit(anna)
    assert anna.page.url.endswith("/gesendet/")
    see(anna, language)
    looked_at(anna, link_sent_to(site, anna.page, anna_mail, "bestaetigen"))
    submit(anna)
    see(anna, language)
    status = anna.page.url.removeprefix(site.base)
    looked_at(anna, f"{status}zurueckziehen/")
    looked_at(anna, "/mitmachen/bestaetigen/x/", 410)

    # A moderator looks at it from all sides, asks back, and admits it.
    log_in(mona, MODERATOR, PASSWORD)
    looked_at(mona, DESK)
    name = county.rsplit(" (", 1)[0]
    follow(mona, f"main h3 >> text={name}")
    see(mona, language)
    application = mona.page.url.removeprefix(site.base)
    for decision in ("aufnehmen", "abstimmung", "gast", "ablehnen", "rueckfrage"):
        looked_at(mona, f"{application}{decision}/")
    fill(mona, text="Wer wäre bei Ihnen dabei?")
    submit(mona)
    looked_at(anna, status)
    fill(anna, text="Die Pressestelle.")
    submit(anna)
    looked_at(anna, status)
    mona.open(f"{application}aufnehmen/")
    submit(mona)
    see(mona, language)

    # Anna comes by her invitation and looks after her county's people.
    invitation = link_sent_to(site, anna.page, anna_mail, "einladung")
    looked_at(anna, invitation)
    fill(anna, name="Anna Antrag", password=NEW_PASSWORD)
    submit(anna)
    anna.page.wait_for_url("**/uebersicht/")
    for path in ("", "domains/", "einladen/", "einlesen/", "verlassen/"):
        looked_at(anna, f"{team}{path}")
    looked_at(mona, invitation, 410)
    anna.open(f"{team}domains/")
    fill(anna, domain="gmx.de")
    submit(anna)
    see(anna, language)
    fill(anna, domain=domain)
    submit(anna)
    see(anna, language)

    # Bert does not know what to choose; the domain of his address suggests it.
    looked_at(bert, "/mitmachen/anfrage/")
    submit(bert)
    see(bert, language)
    fill(bert, name="Bert Bittet", email=bert_mail, words="Ich bin neu in der Pressestelle.")
    take_a_while(bert)
    submit(bert)
    assert bert.page.url.endswith("/gesendet/")
    see(bert, language)
    confirm = link_sent_to(site, bert.page, bert_mail, "mitmachen/anfrage")
    looked_at(bert, confirm)
    assert name in bert.text()
    submit(bert)
    see(bert, language)
    looked_at(bert, "/mitmachen/anfrage/x/", 410)

    # Anna sees that his address fits, and invites him.
    looked_at(anna, team)
    assert "Bert Bittet" in anna.text()
    follow(anna, "#anfragen ~ ul a >> nth=0")
    see(anna, language)
    anna.open(team)
    follow(anna, "#anfragen ~ ul form button >> nth=0")
    see(anna, language)
    joining = link_sent_to(site, bert.page, bert_mail, "einladung")
    looked_at(mona, joining, 403)
    bert.open(joining)
    fill(bert, name="Bert Bittet", password=NEW_PASSWORD)
    submit(bert)
    bert.page.wait_for_url("**/uebersicht/")
    looked_at(bert, joining, 410)
    looked_at(bert, team)

    # The list of colleagues, by hand and as a table: wrong first, then right.
    anna.open(f"{team}einladen/")
    fill(anna, people=f"cora@{domain}; Cora\nkaputt")
    submit(anna)
    see(anna, language)
    anna.open(f"{team}einlesen/")
    fill(anna, rows=f"E-Mail;Rolle\n{bert_mail};König")
    submit(anna)
    see(anna, language)
    fill(anna, rows=f"E-Mail;Rolle\n{bert_mail};Stellvertretung\ndora@{domain};")
    submit(anna)
    see(anna, language)
    follow(anna, "main button[name=save]")
    see(anna, language)
    assert anna.page.url == f"{site.base}{team}"

    # Bert has a question of his own; whoever ends his access takes it over.
    bert.open("/fragen/stellen/")
    fill(bert, title="Wer liest am Wochenende mit?", body="Bei uns niemand.")
    follow(bert, "main .kw-form-actions .kern-btn--primary")
    if bert.page.url.endswith("/stellen/"):
        # Similar questions are shown once.
        follow(bert, "main .kw-form-actions .kern-btn--primary")
    looked_at(bert, team)
    looked_at(bert, f"{team}verlassen/")
    anna.open(team)
    follow(anna, "a[href*='/personen/'] >> nth=0")
    see(anna, language)
    follow(anna, "a[href*='/beenden/']")
    see(anna, language)
    assert "Wer liest am Wochenende mit?" in anna.text()
    submit(anna)
    see(anna, language)
    assert "Wer liest am Wochenende mit?" in anna.text()
    bert.open(team)
    assert "Anna Antrag" not in bert.text()

    for visitor in (anna, mona, bert):
        visitor.leave()


def see(visitor: Visitor, language: str) -> None:
    """Hold the page that is there against WCAG; it has one heading and speaks the language."""
    assert visitor.page.locator("main h1").count() == 1, visitor.page.url
    assert visitor.page.get_attribute("html", "lang") == language[:2]
    visitor.check()


def fill(visitor: Visitor, **values: str) -> None:
    """Fill in the fields of those names."""
    for name, value in values.items():
        visitor.page.fill(f"main [name={name}]", value)


def take_a_while(visitor: Visitor) -> None:
    """Take the seconds a person takes; public forms refuse what comes faster, as programs do."""
    visitor.page.wait_for_timeout(FASTEST_SECONDS * 1000 + 1000)


def submit(visitor: Visitor) -> None:
    """Press the last form's first button, as who has filled it in does."""
    follow(visitor, "main form >> nth=-1 >> button[type=submit]:visible >> nth=0")


def follow(visitor: Visitor, selector: str) -> None:
    """Press what is there, and wait for the page to which it leads."""
    with visitor.page.expect_navigation():
        visitor.page.locator(selector).click()


def log_in(visitor: Visitor, email: str, password: str) -> None:
    """Fill in the log-in page."""
    visitor.open("/konto/login/")
    visitor.page.fill("#id_login", email)
    visitor.page.fill("#id_password", password)
    visitor.page.locator("main form").first.locator("button[type=submit]").click()
    visitor.page.wait_for_url(lambda url: "/login/" not in url)
