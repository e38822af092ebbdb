"""What a reader has read of a collection: hers alone, station by station."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from casestudies.models import CaseStudy
from portal.kernel.verdict import Refused
from portal.members.models import Organisation, User
from portal.outbox.models import Entry
from portal.trails.actions import begin_anew, mark_read, mark_unread
from portal.trails.models import StationRead, Trail
from portal.trails.personal_data import TRAILS
from portal.trails.rules import minutes_for
from tests.factories.casestudies import case_study
from tests.factories.trails import trail
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(osnabrueck: Organisation) -> list[CaseStudy]:
    titles = {"Eins": "public", "Zwei": "members", "Drei": "public"}
    return [
        case_study(osnabrueck, title=title, visibility=visibility)
        for title, visibility in titles.items()
    ]


@pytest.fixture
def path(osnabrueck: Organisation, pages: list[CaseStudy]) -> Trail:
    return trail(osnabrueck, *pages)


def read(person: User) -> set[str]:
    return {one.reference.key for one in StationRead.objects.filter(person=person)}


def test_ticks_are_kept_once_and_taken_back_and_tell_nobody(path, pages, karla) -> None:
    before = Entry.objects.count()
    for page in (pages[0], pages[0], pages[1]):
        mark_read(actor=karla, trail=path, reference=page.reference, now=timezone.now())
    assert read(karla) == {pages[0].key, pages[1].key}
    mark_unread(actor=karla, trail=path, reference=pages[0].reference)
    assert read(karla) == {pages[1].key}
    begin_anew(actor=karla, trail=path)
    assert read(karla) == set()
    assert Entry.objects.count() == before


def test_who_may_not_read_the_collection_ticks_nothing_off(osnabrueck, pages, karla, path) -> None:
    internal = trail(osnabrueck, *pages, title="Intern", visibility="county")
    with pytest.raises(Refused):
        mark_read(actor=karla, trail=internal, reference=pages[0].reference, now=timezone.now())
    response = browser(karla).post(
        f"{internal.get_absolute_url()}gelesen/", {"station": pages[0].reference, "read": "on"}
    )
    assert response.status_code == 404
    karla.is_active = False
    with pytest.raises(Refused):
        mark_read(actor=karla, trail=path, reference=pages[0].reference, now=timezone.now())
    assert StationRead.objects.count() == 0


def progress(client: Client, page: Trail) -> tuple[str, str] | None:
    html = client.get(page.get_absolute_url()).content.decode()
    found = re.search(r'<progress value="(\d+)" max="(\d+)"', html)
    return found and found.groups()


def test_her_progress_counts_what_she_may_read_and_nobody_elses(
    path, pages, osnabrueck, karla, merle
) -> None:
    hers, others = browser(karla), browser(merle)
    mark = f"{path.get_absolute_url()}gelesen/"
    assert progress(hers, path) == ("0", "3")
    response = hers.post(mark, {"station": pages[0].reference, "read": "on"})
    assert response["Location"] == f"{path.get_absolute_url()}#station-1"
    hers.post(mark, {"station": pages[1].reference, "read": "on"})
    assert progress(hers, path) == ("2", "3")
    assert (progress(others, path), progress(Client(), path)) == (("0", "3"), None)
    # What she has read and may not see any more counts neither way.
    CaseStudy.objects.filter(pk=pages[1].pk).update(visibility="county")
    pages[1].refresh_from_db()
    pages[1].save_revision().publish()
    assert progress(hers, path) == ("1", "2")
    hers.post(mark, {"station": pages[0].reference})
    assert progress(hers, path) == ("0", "2")


def test_only_a_station_one_sees_can_be_ticked_off(path, pages, osnabrueck, karla) -> None:
    hidden = case_study(osnabrueck, visibility="county")
    page = trail(osnabrueck, pages[0], hidden, title="Gemischt")
    client = browser(karla)
    for station in (hidden.reference, pages[1].reference, "Unsinn", "case_study:", ""):
        response = client.post(
            f"{page.get_absolute_url()}gelesen/", {"station": station, "read": "on"}
        )
        assert (station, response.status_code) == (station, 404)
    assert StationRead.objects.count() == 0
    response = Client().post(f"{page.get_absolute_url()}gelesen/", {"station": pages[0].reference})
    assert response["Location"].startswith("/konto/login/")


def test_a_page_says_which_station_it_is_and_leads_on(path, pages, karla) -> None:
    client, slug = browser(karla), path.slug
    address = f"{pages[0].get_absolute_url()}?sammlung={slug}"
    html = client.get(address).content.decode()
    assert "Station 1 von 3" in html
    assert f'href="{pages[1].get_absolute_url()}?sammlung={slug}"' in html
    response = client.post(
        f"{path.get_absolute_url()}gelesen/",
        {"station": pages[0].reference, "read": "on", "onward": "on"},
    )
    assert response["Location"] == f"{pages[1].get_absolute_url()}?sammlung={slug}"
    response = client.post(
        f"{path.get_absolute_url()}gelesen/",
        {"station": pages[2].reference, "read": "on", "onward": "on"},
    )
    assert response["Location"] == f"{path.get_absolute_url()}#station-3"
    # A stranger does not see the second one, nor that it is there.
    html = Client().get(address).content.decode()
    assert "Station 1 von 2" in html
    assert "Zwei" not in html
    assert "Gelesen" not in html


@pytest.mark.parametrize(
    "asked", ["", "gibt-es-nicht", "intern", "%00", "einstieg-in-social-media"]
)
def test_what_is_no_station_says_nothing(asked, path, pages, osnabrueck) -> None:
    other = case_study(osnabrueck, title="Abseits")
    trail(osnabrueck, other, title="Intern", visibility="county")
    response = Client().get(f"{other.get_absolute_url()}?sammlung={asked}")
    assert response.status_code == 200
    assert "Station" not in response.content.decode()


def test_a_page_without_a_collection_in_its_address_costs_nothing_more(
    path, pages, django_assert_num_queries
) -> None:
    client = Client()
    url = pages[0].get_absolute_url()
    client.get(url)
    with django_assert_num_queries(2):
        client.get(url)
    client.get(f"{url}?sammlung={path.slug}")
    with django_assert_num_queries(4):
        client.get(f"{url}?sammlung={path.slug}")


def test_beginning_anew_asks_first(path, pages, karla) -> None:
    mark_read(actor=karla, trail=path, reference=pages[0].reference, now=timezone.now())
    client, url = browser(karla), f"{path.get_absolute_url()}von-vorn/"
    assert client.get(url).status_code == 200
    assert read(karla) == {pages[0].key}
    assert client.post(url)["Location"] == path.get_absolute_url()
    assert read(karla) == set()


def test_a_copy_of_her_data_and_erasure(path, pages, karla, merle) -> None:
    now = timezone.now()
    for person in (karla, merle):
        mark_read(actor=person, trail=path, reference=pages[0].reference, now=now)
    assert TRAILS.export(karla) == [
        {
            "kind": "station_read",
            "collection": "Einstieg in Social Media",
            "station": str(pages[0].reference),
            "at": now.isoformat(),
        }
    ]
    TRAILS.erase(karla)
    assert (read(karla), read(merle)) == (set(), {pages[0].key})


def test_an_importers_own_key_is_no_markup(osnabrueck, karla) -> None:
    """Keys come from outside; the place for a tick holds one."""
    page = case_study(osnabrueck, key='x--><script>alert("1")</script>:y z')
    path = trail(osnabrueck, page)
    client = browser(karla)
    html = client.get(path.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    client.post(f"{path.get_absolute_url()}gelesen/", {"station": page.reference, "read": "on"})
    assert progress(client, path) == ("1", "1")
    assert "<script>alert" not in Client().get(path.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("letters", "minutes"), [(0, 0), (1, 1), (1_200, 1), (1_201, 2)])
def test_minutes_are_whole(letters: int, minutes: int) -> None:
    assert minutes_for(letters) == minutes
