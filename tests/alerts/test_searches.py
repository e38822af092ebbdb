"""Saving, changing, resting and deleting searches: one's own, with or without mails."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.alerts import rules
from portal.alerts.actions import delete_search, edit_search, pause_search, resume_search
from portal.alerts.models import KnownHit, Rhythm, SavedSearch, Wish
from portal.alerts.personal_data import ALERTS
from portal.alerts.stopping import stop_path
from portal.kernel.verdict import Refused
from portal.members.actions import erase_account
from portal.members.models import Organisation, User
from portal.outbox.models import Entry
from tests.factories.alerts import saved
from tests.factories.members import HARBURG, organisation, person, person_of

pytestmark = pytest.mark.django_db
LIST, NEW = "/suche/gespeichert/", "/suche/gespeichert/neu/"


def browser(reader: User, *, csrf: bool = False) -> Client:
    client = Client(enforce_csrf_checks=csrf, headers={"accept-language": "de"})
    client.force_login(reader)
    return client


def test_a_search_of_the_results_page_is_saved(hanna: User, engine: object) -> None:
    client = browser(hanna)
    page = client.get("/suche/?q=Bürger+Dialog&kind=question&page=2").text
    assert f'href="{NEW}?q=B%C3%BCrger+Dialog&amp;kind=question&amp;page=2"' in page
    form = client.get(f"{NEW}?q=Bürger+Dialog&kind=question&page=2")
    assert "Wörter: „Bürger Dialog“, 1 Filter" in form.text
    answer = client.post(
        f"{NEW}?q=Bürger+Dialog&kind=question&page=2", {"name": " Dialoge ", "rhythm": "weekly"}
    )
    assert (answer.status_code, answer.url) == (302, LIST)
    search = SavedSearch.objects.get()
    assert (search.person, search.name, search.address, search.rhythm, search.looked_at) == (
        hanna, "Dialoge", "kind=question&q=B%C3%BCrger+Dialog", "weekly", None,
    )  # fmt: skip
    assert list(Entry.objects.filter(kind="saved_search").values_list("fact", "key")) == [
        ("SearchSaved", search.key)
    ]
    assert search.url in client.get(LIST).text.replace("&amp;", "&")


def test_what_cannot_be_saved_is_said(hanna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client, wanted = browser(hanna), {"name": "X", "rhythm": "daily"}
    saved(hanna, "q=Dialog")
    for address, data, sentence in (
        ("q=Dialog&page=3", wanted, "Diese Suche haben Sie schon gespeichert."),
        ("q=" + "%C3%BC" * 400, wanted, "Diese Suche ist zu lang"),
        ("q=neu", {"name": "\u200b", "rhythm": "daily"}, "Bitte geben Sie der Suche einen Namen."),
        ("q=neu", {"name": "X", "rhythm": "hourly"}, "hourly"),
    ):
        answer = client.post(f"{NEW}?{address}", data)
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
    monkeypatch.setattr("portal.alerts.actions.MOST_SEARCHES", 1)
    full = client.post(f"{NEW}?q=neu", wanted)
    assert f"Sie haben {rules.MOST_SEARCHES} Suchen gespeichert" in full.text
    assert SavedSearch.objects.count() == 1


def test_mails_need_a_confirmed_address(db: None) -> None:
    unconfirmed = person_of(organisation(HARBURG))
    client = browser(unconfirmed)
    assert "/konto/email/" in client.get(f"{NEW}?q=x").text
    refused = client.post(f"{NEW}?q=x", {"name": "X", "rhythm": "daily"})
    assert (refused.status_code, "noch nicht bestätigt" in refused.text) == (422, True)
    assert client.post(f"{NEW}?q=x", {"name": "X", "rhythm": "none"}).status_code == 302
    search = SavedSearch.objects.get()
    with pytest.raises(Refused):
        edit_search(actor=unconfirmed, search=search, name="X", rhythm="daily", now=timezone.now())


def test_only_who_takes_part_saves(db: None) -> None:
    assert Client().get(NEW).url == f"/konto/login/?next={NEW}"
    left = person_of(organisation(HARBURG, Organisation.Status.SUSPENDED))
    for outsider in (left, person("Niemand")):
        assert (
            browser(outsider).post(f"{NEW}?q=x", {"name": "X", "rhythm": "none"}).status_code == 403
        )
    assert SavedSearch.objects.count() == 0


def test_nobody_touches_somebody_elses_search(hanna: User, olaf: User) -> None:
    search = saved(hanna, name="Hannas Geheimnis")
    client = browser(olaf)
    for name in ("search-edit", "search-pause", "search-delete"):
        answer = client.post(
            reverse(f"alerts:{name}", args=[search.key]), {"name": "gekapert", "rhythm": "none"}
        )
        assert answer.status_code == 404
    assert "Hannas Geheimnis" not in client.get(LIST).text
    assert client.get(reverse("alerts:search-edit", args=[search.key])).status_code == 404
    for act in (
        lambda: delete_search(actor=olaf, search=search),
        lambda: pause_search(actor=olaf, search=search),
        lambda: resume_search(actor=olaf, search=search, now=timezone.now()),
        lambda: edit_search(actor=olaf, search=search, name="x", rhythm="none", now=timezone.now()),
    ):
        with pytest.raises(Refused):
            act()
    search.refresh_from_db()
    assert (search.name, search.rhythm, search.paused) == ("Hannas Geheimnis", "at_once", False)


def test_changing_resting_deleting(hanna: User) -> None:
    search, client = saved(hanna), browser(hanna)
    client.post(
        reverse("alerts:search-edit", args=[search.key]), {"name": "Neu", "rhythm": "daily"}
    )
    client.post(reverse("alerts:search-pause", args=[search.key]))
    search.refresh_from_db()
    assert (search.name, search.rhythm, search.paused) == ("Neu", "daily", True)
    client.post(reverse("alerts:search-pause", args=[search.key]), {"resume": "1"})
    search.refresh_from_db()
    assert (search.paused, search.looked_at) == (False, None)
    delete = reverse("alerts:search-delete", args=[search.key])
    assert "Endgültig löschen" in client.get(delete).text
    assert SavedSearch.objects.exists()
    client.post(delete)
    assert not SavedSearch.objects.exists()


def test_the_link_in_a_mail_ends_one_search_and_nothing_else(hanna: User, olaf: User) -> None:
    search, other = saved(hanna), saved(hanna, "q=Anderes", name="Anderes")
    path, nobody = stop_path(search), Client(enforce_csrf_checks=True)
    assert "keine E-Mails mehr" in nobody.get(path).text
    search.refresh_from_db()
    assert search.rhythm == Rhythm.AT_ONCE
    for _again in range(2):
        answer = nobody.post(path, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.cookies) == (200, {})
    search.refresh_from_db()
    other.refresh_from_db()
    assert (search.rhythm, other.rhythm) == (Rhythm.NONE, Rhythm.AT_ONCE)
    token = path.split("/")[-2]
    for forged in (token[:-2] + "xx", token[5:], "a:b:c", stop_path(other).split("/")[-2][::-1]):
        assert nobody.post(f"/suche/gespeichert/abbestellen/{forged}/").status_code == 410
    # Switched on again, an old link works again; for a search that is gone it does not.
    delete_search(actor=hanna, search=search)
    assert nobody.post(path).status_code == 410
    other.refresh_from_db()
    assert other.rhythm == Rhythm.AT_ONCE


def test_forms_need_their_token(hanna: User) -> None:
    search = saved(hanna)
    delete = reverse("alerts:search-delete", args=[search.key])
    assert browser(hanna, csrf=True).post(delete).status_code == 403
    assert SavedSearch.objects.exists()


def test_the_list_costs_the_same_for_many(
    hanna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, numbers = browser(hanna), iter(range(100))
    client.get(LIST)
    for count in (1, 9):
        for _one in range(count):
            saved(hanna, f"q=Wort{next(numbers)}", Rhythm.NONE)
        with django_assert_num_queries(5):
            client.get(LIST)


def test_a_person_takes_her_searches_along_and_erases_them(hanna: User, olaf: User) -> None:
    search = saved(hanna)
    saved(olaf, name="Olafs")
    KnownHit.objects.create(search=search, kind="question", key="abc")
    Wish.objects.create(person=hanna, stems="dialog", spelling="Dialog")
    told = {row["kind"]: row for row in ALERTS.export(hanna)}
    assert (told["saved_search"]["name"], told["saved_search"]["known"]) == (
        "Mein Dialog", ["question:abc"],
    )  # fmt: skip
    assert told["wish"]["for"] == "Dialog"
    assert len(ALERTS.export(hanna)) == 2
    erase_account(actor=hanna)
    assert [one.name for one in SavedSearch.objects.all()] == ["Olafs"]
    assert not KnownHit.objects.exists()
    assert not Wish.objects.exists()
