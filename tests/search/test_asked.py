"""What is looked for is counted without anybody, and what may tell of somebody is not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.members.models import User
from search.asked.actions import forget_asked, note_asked
from search.asked.models import AskedQuery, MonthSalt
from search.asked.queries import (
    asked_and_left,
    asked_by_enough,
    asked_in_vain,
    asked_more_and_more,
)
from search.asked.rules import spelling_of, stems_of
from tests.factories.alerts import asked
from tests.factories.forum import ask
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person, person_of

Deliver = Callable[[], int]


@pytest.mark.parametrize(
    "text",
    [
        "maren.beispiel@kreis.example", "an maren @ kreis", "Rückruf 04171 693-0", "12345",
        "Az 32-4/2024", "https://kreis.example/frau", "www.kreis.example", "Frau Beispiel",
        "bei Herrn Muster", "Dr. Muster",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf",
        "a" * 51, "x " * 8 + "y" * 110, "", "?!", "\u202e",
    ],
)  # fmt: skip
def test_what_may_tell_of_somebody_is_not_kept(text: str) -> None:
    assert spelling_of(text) == ""


def test_forms_and_orders_of_the_same_words_are_one() -> None:
    assert spelling_of(" Wie  geht der Bürgerdialog, 2024? ") == "Wie geht der Bürgerdialog 2024"
    assert stems_of("Bürgerdialoge auf Facebook") == stems_of("facebook buergerdialog")
    assert stems_of("Facebook") != stems_of("Instagram")
    assert stems_of("wie und warum") == ""
    assert spelling_of("Öffentlichkeitsarbeit in der Frauenförderung") != ""


@pytest.fixture
def content(harburg: User, deliver: Deliver) -> None:
    ask(harburg, title="Dialog mit Bürgern?", visibility="public")
    deliver()


def log() -> list[tuple[str, bool, int, int]]:
    rows = AskedQuery.objects.order_by("pk")
    return list(rows.values_list("spelling", "found", "times", "opened"))


@pytest.mark.usefixtures("content")
def test_the_results_page_counts_what_was_typed_first(harburg: User) -> None:
    visitor, member, curator = Client(), Client(), Client()
    member.force_login(harburg)
    curator.force_login(person("Mona", User.PlatformRole.MODERATOR))
    for query in (
        "q=Dialog", "q=Dialog", "q=Dialog&page=2", "q=Dialog&kind=question", "q=Dialog&exact=1",
        "q=", "q=zzz", "q=hanna@kreis.example", "q=Frau+Beispiel", "q=0171+1234567",
    ):  # fmt: skip
        visitor.get(f"/suche/?{query}")
    visitor.head("/suche/?q=Dialog")
    visitor.get("/suche/?q=Dialog", headers={"sec-purpose": "prefetch;prerender"})
    visitor.get("/api/v1/search?q=Dialog")
    visitor.get("/suche/feed/?q=Dialog")
    curator.get("/suche/?q=Dialog")
    member.get("/suche/?q=Dialog")
    assert log() == [("Dialog", True, 2, 0), ("zzz", False, 1, 0), ("Dialog", True, 1, 0)]
    askers = list(AskedQuery.objects.order_by("pk").values_list("asker", flat=True))
    assert askers[:2] == ["", ""]
    assert len(askers[2]) == 16
    told = str(list(AskedQuery.objects.values())).lower()
    assert not {"kreis.example", "beispiel", "0171", "harburg", "03353"} & {
        word for word in ("kreis.example", "beispiel", "0171", "harburg", "03353") if word in told
    }


@pytest.mark.usefixtures("content")
def test_an_opened_hit_counts_once_for_each_search(harburg: User) -> None:
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.get("/suche/?q=Dialog").text
    mark = page.split('data-asked="')[1].split('"')[0]
    assert 'data-opened="/suche/geoeffnet/"' in page
    for _again in range(3):
        answer = visitor.post("/suche/geoeffnet/", {"asked": mark})
        assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    assert log() == [("Dialog", True, 1, 1)]
    forged = [
        mark[:-1], "", "1", signing.dumps(1), signing.dumps("x", salt="search.asked"), "a" * 9_999,
    ]  # fmt: skip
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        forged_or_old = [
            visitor.post("/suche/geoeffnet/", {"asked": one}) for one in [*forged, mark]
        ]
    assert {one.status_code for one in forged_or_old} == {204}
    assert visitor.get("/suche/geoeffnet/").status_code == 405
    assert log() == [("Dialog", True, 1, 1)]
    # Without hits there is nothing to open.
    assert "data-asked" not in visitor.get("/suche/?q=zzz").text


@pytest.mark.usefixtures("content")
def test_visitors_and_people_count_so_often_an_hour(
    harburg: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.asked.noting.VISITORS_PER_HOUR", 3)
    monkeypatch.setattr("search.asked.noting.PER_HOUR", 2)
    member = Client()
    member.force_login(harburg)
    for number in range(9):
        assert Client().get(f"/suche/?q=wort{'abcdefghi'[number]}").status_code == 200
        assert member.get(f"/suche/?q=wort{'abcdefghi'[number]}").status_code == 200
    assert sorted(times for _text, _found, times, _opened in log()) == [1] * 5


@pytest.mark.usefixtures("content")
def test_the_log_costs_one_statement_and_can_fail(
    harburg: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Client()
    visitor.get("/suche/?q=Dialog")
    with CaptureQueriesContext(connection) as counted:
        visitor.get("/suche/?q=Dialog")
    with CaptureQueriesContext(connection) as uncounted:
        visitor.get("/suche/?q=Dialog&exact=1")
    assert len(counted) == len(uncounted) + 1

    def fail(**_arguments: object) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr("search.asked.noting.note_asked", fail)
    assert "Dialog</mark> mit Bürgern" in visitor.get("/suche/?q=Dialog").text
    assert log() == [("Dialog", True, 2, 0)]


@pytest.mark.django_db
def test_an_organisation_has_a_name_for_a_month_only() -> None:
    hanna, heike = (person_of(organisation(HARBURG)) for _ in range(2))
    olaf = person_of(organisation(OSNABRUECK))
    with time_machine.travel("2026-05-04 12:00+02:00", tick=False):
        asked("Dialog", hanna, heike, olaf)
    with time_machine.travel("2026-06-04 12:00+02:00", tick=False):
        asked("Dialog", hanna)
        rows = list(AskedQuery.objects.order_by("day", "times").values_list("asker", "times"))
        assert [times for _asker, times in rows] == [1, 2, 1]
        assert len({asker for asker, _times in rows}) == 3
        forget_asked(timezone.now())
        assert [one.month.month for one in MonthSalt.objects.all()] == [6]
    with time_machine.travel("2027-05-06 12:00+02:00", tick=False):
        assert forget_asked(timezone.now()) == 2
    assert AskedQuery.objects.count() == 1


@pytest.fixture
def counties(db: None) -> list[User]:
    """Somebody of each of three counties."""
    return [person_of(organisation(ags)) for ags in (HARBURG, OSNABRUECK, PLOEN)]


@time_machine.travel("2026-06-20 12:00+02:00", tick=False)
def test_nothing_is_shown_below_three_organisations(counties: list[User]) -> None:
    today = timezone.localdate()
    colleague = person_of(organisation(HARBURG))
    # Two counties, many people and times, and visitors in another month: not three at once.
    asked("Geheimprojekt", *counties[:2], colleague, days_ago=(0, 1, 2))
    asked("Geheimprojekt", AnonymousUser(), days_ago=(40,))
    # One county over three months has three pseudonyms.
    asked("Langes Geheimprojekt", counties[0], days_ago=(1, 30, 60))
    # Three asked, but only two found nothing, or something.
    asked("Gemischt", *counties[:2])
    asked("Gemischt", counties[2], found=True)
    for read in (asked_in_vain, asked_and_left, asked_more_and_more):
        assert [one for one in read(today, 50) if one.spelling != "Gemischt"] == []
    assert asked_in_vain(today, 50) == []
    assert asked_and_left(today, 50) == []
    assert not asked_by_enough(stems_of("Geheimprojekt"), today)
    assert not asked_by_enough(stems_of("Langes Geheimprojekt"), today)
    # Visitors are one organisation, however many they are.
    asked("Geheimprojekt", AnonymousUser(), AnonymousUser())
    (shown,) = asked_in_vain(today, 50)
    assert (shown.spelling, shown.times) == ("Geheimprojekt", 12)


@time_machine.travel("2026-06-20 12:00+02:00", tick=False)
def test_lists_group_by_stems_under_the_commonest_spelling(counties: list[User]) -> None:
    today = timezone.localdate()
    asked("Personalräte Facebook", *counties[:2])
    asked("facebook Personalrat", counties[2], days_ago=range(1, 6))
    asked("Wahl", *counties, found=True)
    opened = asked("Opfer", *counties, found=True)
    AskedQuery.objects.filter(pk=opened[0]).update(opened=1)
    vain = asked_in_vain(today, 50)
    assert [(one.spelling, one.times) for one in vain] == [("Personalräte Facebook", 7)]
    assert [one.spelling for one in asked_and_left(today, 50)] == ["Wahl"]


@time_machine.travel("2026-06-20 12:00+02:00", tick=False)
def test_rising_is_twice_as_often_as_before(counties: list[User]) -> None:
    today = timezone.localdate()
    asked("Neu", *counties)
    asked("Gleich", *counties, days_ago=(1, 30, 60, 90))
    asked("Mehr", *counties, days_ago=(1, 2, 3, 50))
    asked("Vergangen", *counties, days_ago=(50, 51))
    asked("Verjährt", *counties, days_ago=(120,))
    rising = asked_more_and_more(today, 50)
    assert [(one.spelling, one.recent, one.before) for one in rising] == [
        ("Mehr", 9, 3), ("Neu", 3, 0),
    ]  # fmt: skip
    assert "Verjährt" not in [one.spelling for one in asked_in_vain(today, 50)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere several write at once")
def test_nobody_waits_for_the_log(db: None) -> None:
    said: list[str] = []
    connection.connection.set_trace_callback(said.append)
    try:
        note_asked(reader=AnonymousUser(), text="Krise", found=True, now=timezone.now())
    finally:
        connection.connection.set_trace_callback(None)
    first, impatient, counted, usual = (
        line for line in said if "PRAGMA" in line or "INSERT" in line
    )
    assert (first, impatient) == ("PRAGMA busy_timeout", "PRAGMA busy_timeout = 200")
    assert counted.startswith("INSERT INTO search_askedquery")
    assert usual == "PRAGMA busy_timeout = 20000"
