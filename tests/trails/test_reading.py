"""Collections as readers see them: stations of all kinds, nothing of those they may not see."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Question
from portal.members.models import Organisation, User
from portal.outbox.delivery import deliver_pending
from portal.publishing.models import ContentPage
from portal.readers.models import Version
from portal.trails.actions import NewStation
from portal.trails.models import Trail
from portal.upkeep.models import Upkeep
from search.port import Query
from search.service import search
from tests.contracts.engines import embedded
from tests.factories.casestudies import case_study, guideline, news
from tests.factories.forum import ask
from tests.factories.trails import trail
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db
STRANGER = AnonymousUser()
TITLE = re.compile(r'id="station-(\d+)-titel"><a href="([^"]+)">([^<]+)</a>')


def seen(client: Client, page: Trail) -> list[tuple[str, str]]:
    """Return number and title of the stations a page shows."""
    html = client.get(page.get_absolute_url()).content.decode()
    return [(number, title) for number, _url, title in TITLE.findall(html)]


def of_each_kind(of: Organisation, author: User) -> list[Any]:
    return [
        case_study(of, title="Fallbeispiel A", body="Wort " * 600),
        guideline(of, title="Leitfaden B"),
        news(of, title="Nachricht C"),
        ask(author, title="Frage D", visibility="public"),
    ]


def test_stations_of_every_kind_stand_in_their_order(osnabrueck, merle) -> None:
    things = of_each_kind(osnabrueck, merle)
    page = trail(osnabrueck, *reversed(things), introduction="Für **alle**.")
    shown = [
        (one.number, one.found.title, one.found.label, one.found.url, one.minutes)
        for one in page.stops(STRANGER)
    ]
    question = things[3].get_absolute_url()
    assert shown == [
        (1, "Frage D", "Frage", question, 0),
        (2, "Nachricht C", "Meldung", "/aktuelles/nachricht-c/", 1),
        (3, "Leitfaden B", "Leitfaden", "/leitfaeden/leitfaden-b/", 1),
        (4, "Fallbeispiel A", "Fallbeispiel", "/fallbeispiele/fallbeispiel-a/", 3),
    ]
    html = Client().get(page.get_absolute_url()).content.decode()
    assert "<strong>alle</strong>" in html
    assert "4 Stationen, etwa 5 Minuten Lesezeit" in html
    assert "Weil: Leitfaden B" in html
    for _number, url, _title in TITLE.findall(html):
        assert url.endswith("?sammlung=einstieg-in-social-media")
        assert Client().get(url).status_code == 200


def mixed(osnabrueck: Organisation, merle: User) -> Trail:
    """A public collection with stations of each visibility, each in a section of its own."""
    stations = [
        NewStation(thing.reference, f"Warum-{visibility}", f"Abschnitt-{visibility}")
        for visibility in ("county", "members", "public")
        for thing in (case_study(osnabrueck, title=f"Seite {visibility}", visibility=visibility),)
    ]
    return trail(osnabrueck, *stations)


def test_nobody_meets_what_she_may_not_read_in_number_title_reason_or_heading(
    osnabrueck, merle, karla, mona
) -> None:
    page = mixed(osnabrueck, merle)
    every = ("county", "members", "public")
    readers = {None: every[2:], karla: every[1:], mona: every[1:], merle: every}
    for reader, granted in readers.items():
        client = browser(reader) if reader else Client()
        assert seen(client, page) == [
            (str(number), f"Seite {one}") for number, one in enumerate(granted, 1)
        ]
        surfaces = (page.get_absolute_url(), f"/api/v1/trails/{page.key}", "/sammlungen/")
        for url in surfaces:
            text = client.get(url).content.decode()
            foreign = [one for one in every if one not in granted and f"-{one}" in text]
            assert (reader, url, foreign) == (reader, url, [])
            assert f"Seite {every[0]}" not in text or reader == merle
        answer = client.get(f"/api/v1/trails/{page.key}").json()
        assert [one["title"] for one in answer["stations"]] == [f"Seite {one}" for one in granted]
    # Curators are told that something is left out, and not what.
    assert "1 Station wird nicht gezeigt" in text_of(browser(mona), page)
    assert "nicht gezeigt" not in text_of(browser(karla), page)


def text_of(client: Client, page: ContentPage) -> str:
    return client.get(page.get_absolute_url()).content.decode()


def test_neither_the_search_nor_a_version_tells_of_stations(
    osnabrueck, merle, tmp_path, monkeypatch
) -> None:
    page = mixed(osnabrueck, merle)
    page.title = "Zirbelkunde"
    page.save_revision(user=merle).publish()
    with embedded(tmp_path) as engine:
        monkeypatch.setattr("search.reactions.engine", lambda: engine)
        monkeypatch.setattr("search.service.engine", lambda: engine)
        deliver_pending(timezone.now())
        public = frozenset({"public"})
        (hit,) = search(STRANGER, Query(text="Zirbelkunde", audience=public)).hits
        assert hit.reference == page.reference
        assert [search(STRANGER, Query(text=word, audience=public)).total for word in (
            "Warum-county", "Warum-members", "Abschnitt-county")] == [0, 0, 0]  # fmt: skip
        Trail.objects.get(pk=page.pk).unpublish()
        deliver_pending(timezone.now())
        assert search(STRANGER, Query(text="Zirbelkunde", audience=public)).total == 0
    assert Client().get(page.get_absolute_url()).status_code == 404
    assert "Warum" not in str(list(Version.objects.values_list("content", flat=True)))


def test_what_is_gone_leaves_no_gap_and_what_is_obsolete_says_so(osnabrueck, merle) -> None:
    gone, old, question = (
        case_study(osnabrueck, title="Weg"),
        guideline(osnabrueck, title="Alt"),
        ask(merle, title="Veraltet", visibility="public"),
    )
    page = trail(osnabrueck, gone, old, question)
    client = Client()
    assert [title for _number, title in seen(client, page)] == ["Weg", "Alt", "Veraltet"]
    gone.unpublish()
    Upkeep.objects.update_or_create(
        page_id=old.pk, defaults={"obsolete_since": timezone.now(), "due_on": None}
    )
    Question.objects.filter(pk=question.pk).update(outdated_at=timezone.now())
    assert seen(client, page) == [("1", "Alt"), ("2", "Veraltet")]
    assert text_of(client, page).count("überholt") == 2
    Trail.objects.get(pk=page.pk).delete()
    assert client.get(page.get_absolute_url()).status_code == 404


def test_all_that_is_left_may_be_nothing(osnabrueck) -> None:
    page = trail(osnabrueck, case_study(osnabrueck, visibility="members"))
    assert seen(Client(), page) == []
    assert "Hier ist im Moment nichts für Sie." in text_of(Client(), page)


def cost(page: Trail, reader: User | None) -> int:
    client = browser(reader) if reader else Client()
    client.get("/")  # what is looked up once per process
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(page.get_absolute_url()).status_code == 200
    return len(queries)


def test_ten_stations_cost_as_many_queries_as_one(osnabrueck, merle, karla, mona) -> None:
    one = trail(osnabrueck, case_study(osnabrueck), title="Eins")
    things = [thing for _round in range(3) for thing in of_each_kind(osnabrueck, merle)]
    many = trail(osnabrueck, *things, title="Viele")
    # Strangers; who is logged in: the session, her rights, her ticks; who curates: what is hidden.
    assert [cost(one, reader) for reader in (None, karla, mona)] == [8, 12, 13]
    assert [cost(many, reader) for reader in (None, karla, mona)] == [8, 12, 13]
