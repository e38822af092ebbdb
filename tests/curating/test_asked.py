"""The report of what is looked for, commissions, and those who wished for it."""

import csv
import io
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from casestudies.models import CaseStudy
from portal.alerts.actions import make_wish
from portal.alerts.jobs import forget_wishes
from portal.alerts.models import Commission, Wish
from portal.curating.asked import LISTS
from portal.members.models import Membership, User
from portal.notifications.models import InboxNotice
from portal.outbox.delivery import Lane, deliver_pending
from tests.factories.alerts import asked, confirmed
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person, person_of
from tests.mailbox import received
from tests.search.conftest import engine, words

__all__ = ["engine", "words"]

pytestmark = pytest.mark.usefixtures("engine")
REPORT = "/redaktion/bericht/gesucht/"
BRIEF = f"{REPORT}beauftragen/?anfrage=Bluesky"
WISH = "/suche/gespeichert/wuensche/"


@pytest.fixture
def counties(db: None) -> list[User]:
    """Somebody of each of three counties."""
    return [confirmed(person_of(organisation(one))) for one in (HARBURG, OSNABRUECK, PLOEN)]


@pytest.fixture
def moderator(db: None) -> User:
    """A moderator who writes for Osnabrück, too."""
    made = person("Mona Moderation", User.PlatformRole.MODERATOR)
    Membership.objects.create(user=made, organisation=organisation(OSNABRUECK), role="staff")
    return made


def browser(reader: User) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(reader)
    return client


def begun(moderator: User, visibility: str = "public") -> CaseStudy:
    answer = browser(moderator).post(
        BRIEF, {"title": "Bluesky im Kreis", "pattern": "allgemein", "visibility": visibility}
    )
    assert answer.status_code == 302
    return CaseStudy.objects.get()


def publish(page: CaseStudy, moderator: User) -> None:
    page.save_revision(user=moderator).publish()
    deliver_pending(timezone.now())


def test_the_report_shows_what_enough_asked(moderator: User, counties: list[User]) -> None:
    client = browser(moderator)
    assert client.get(REPORT).text.count("Derzeit keine.") == 3
    asked("Bluesky", *counties)
    asked("Geheimprojekt", *counties[:2])
    make_wish(actor=counties[0], text="bluesky", now=timezone.now())
    page = client.get(REPORT).text
    assert ">Bluesky</a>" in page
    assert "3-mal gefragt, davon 3-mal in den letzten vier Wochen" in page
    assert "1 Person wünscht sich ein Fallbeispiel" in page
    assert "Geheimprojekt" not in page
    assert counties[0].name not in page
    assert client.get(f"{REPORT}beauftragen/?anfrage=Geheimprojekt").status_code == 404
    assert client.get(f"{REPORT}beauftragen/?anfrage=").status_code == 404


def test_the_report_is_the_moderators(counties: list[User]) -> None:
    asked("Bluesky", *counties)
    for address in (REPORT, BRIEF, f"{REPORT}ohne-treffer.csv"):
        assert Client().get(address).status_code == 302
        assert browser(counties[0]).get(address).status_code == 403
    assert browser(counties[0]).post(BRIEF, {"title": "X"}).status_code == 403
    # Who acts for no member writes for none: said plainly.
    alone = person("Moritz Moderation", User.PlatformRole.MODERATOR)
    assert "in Auftrag geben" not in browser(alone).get(REPORT).text
    assert browser(alone).get(BRIEF).status_code == 403
    assert not CaseStudy.objects.exists()


def test_lists_are_taken_away_without_formulas(moderator: User, counties: list[User]) -> None:
    asked("Bluesky", *counties)
    taken = browser(moderator).get(f"{REPORT}ohne-treffer.xlsx")
    sheet = load_workbook(io.BytesIO(taken.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["Bluesky", "3", "3", "0", "0"]
    asked("=SUM +1", *counties)
    taken = browser(moderator).get(f"{REPORT}ohne-treffer.csv")
    lines = taken.content.decode("utf-8-sig").splitlines()
    assert [line[0] for line in csv.reader(lines[1:], delimiter=";")] == ["SUM 1", "Bluesky"]
    for name in LISTS:
        assert browser(moderator).get(f"{REPORT}{name}.csv").status_code == 200
    for name in ("quatsch.csv", "ohne-treffer.exe"):
        assert browser(moderator).get(f"{REPORT}{name}").status_code == 404


def test_many_queries_cost_as_much_as_one(moderator: User, counties: list[User]) -> None:
    client, counted = browser(moderator), []
    words = iter("Antwort Bild Chat Daten Ehrung Foto Gesetz Haus Insel Jagd".split())
    for number in (1, 9):
        for _one in range(number):
            asked(next(words), *counties)
        client.get(REPORT)
        with CaptureQueriesContext(connection) as context:
            client.get(REPORT)
        counted.append(len(context))
    assert counted[0] == counted[1]


def test_a_commission_is_a_draft_with_its_brief(moderator: User, counties: list[User]) -> None:
    asked("Bluesky", *counties)
    form = browser(moderator).get(BRIEF).text
    assert 'value="Bluesky"' in form
    page = begun(moderator)
    assert (page.live, page.title, page.organisation) == (
        False, "Bluesky im Kreis", organisation(OSNABRUECK),
    )  # fmt: skip
    assert [(one.spelling, one.reference) for one in Commission.objects.all()] == [
        ("Bluesky", page.reference)
    ]
    step = browser(moderator).get(f"/fallbeispiele/schreiben/{page.pk}/ausgangslage/").text
    assert "Mehrere Organisationen haben nach „Bluesky“ gesucht" in step
    assert "In Arbeit: Bluesky im Kreis" in browser(moderator).get(REPORT).text
    invalid = browser(moderator).post(BRIEF, {"title": "", "pattern": "allgemein"})
    assert (invalid.status_code, Commission.objects.count()) == (422, 1)


def test_who_wished_is_told_as_far_as_she_may_read(moderator: User, counties: list[User]) -> None:
    asked("Bluesky", *counties)
    harburg, osnabrueck, ploen = counties
    for one in (harburg, osnabrueck):
        answer = browser(one).post(WISH, {"text": "Bluesky"})
        assert answer.status_code == 302
    browser(ploen).post(WISH, {"text": "Mastodon"})
    page = begun(moderator, visibility="county")
    publish(page, moderator)
    assert [one.person for one in InboxNotice.objects.filter(matter="wish_came_true")] == [
        osnabrueck
    ]
    # It becomes everybody's: now the other one hears of it, and nobody twice.
    page.refresh_from_db()
    page.visibility = "public"
    publish(page, moderator)
    told = InboxNotice.objects.filter(matter="wish_came_true")
    assert sorted(one.person.pk for one in told) == sorted([harburg.pk, osnabrueck.pk])
    texts = {message.to[0]: message.body for message in received() if "Bluesky" in message.body}
    assert len(texts) == 2
    assert all("Sie haben „Bluesky“ gesucht. Jetzt gibt es dazu" in one for one in texts.values())
    inbox = browser(harburg).get("/mitteilungen/").text
    assert "Bluesky im Kreis" in inbox


def test_a_wish_is_told_nothing_of_what_was_withdrawn_before_the_mail(
    moderator: User, counties: list[User]
) -> None:
    asked("Bluesky", *counties)
    make_wish(actor=counties[0], text="Bluesky", now=timezone.now())
    page = begun(moderator)
    page.save_revision(user=moderator).publish()
    deliver_pending(timezone.now(), lane=Lane.QUICK)
    CaseStudy.objects.filter(pk=page.pk).update(live=False)
    received()
    assert [message for message in mail.outbox if "Bluesky" in message.body] == []
    assert "Bluesky im Kreis" not in browser(counties[0]).get("/mitteilungen/").text


def test_wishes_are_ones_own_bounded_and_end(
    counties: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    harburg, osnabrueck, _ploen = counties
    client = browser(harburg)
    for text in ("Bluesky", "bluesky", "an x@y.example", "", "0171 12345678"):
        client.post(WISH, {"text": text})
    wish = Wish.objects.get()
    assert (wish.person, wish.spelling) == (harburg, "Bluesky")
    assert "Bluesky" in client.get("/suche/gespeichert/").text
    assert browser(osnabrueck).post(f"{WISH}{wish.key}/").status_code == 404
    assert browser(person("Niemand")).post(WISH, {"text": "Bluesky"}).status_code == 403
    monkeypatch.setattr("portal.alerts.actions.MOST_WISHES", 1)
    client.post(WISH, {"text": "Mastodon"})
    assert Wish.objects.count() == 1
    client.post(f"{WISH}{wish.key}/")
    assert not Wish.objects.exists()
    make_wish(actor=harburg, text="Bluesky", now=timezone.now() - timedelta(days=366))
    assert forget_wishes(timezone.now()) == 1


def test_the_wish_stands_where_nothing_was_found(counties: list[User]) -> None:
    offered = "Ich wünsche mir dazu ein Fallbeispiel"
    address = "/suche/?q=Unauffindbares"
    assert offered in browser(counties[0]).get(address).text
    assert offered not in Client().get(address).text
    assert "Diese Suche speichern" not in Client().get(address).text


def test_a_countys_own_draft_is_not_named_to_other_moderators(
    moderator: User, counties: list[User]
) -> None:
    asked("Bluesky", *counties)
    begun(moderator, visibility="county")
    other = person("Moritz Moderation", User.PlatformRole.MODERATOR)
    assert "Bluesky im Kreis" in browser(moderator).get(REPORT).text
    assert "Bluesky im Kreis" not in browser(other).get(REPORT).text
