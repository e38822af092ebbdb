"""The search page and the API over one small set of content."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.members.models import User
from portal.taxonomy.models import Platform, Topic
from tests.factories.casestudies import case_study
from tests.factories.forum import ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation

Deliver = Callable[[], int]


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "de"})


@pytest.fixture
def content(harburg: User, deliver: Deliver) -> None:
    case_study(organisation(OSNABRUECK), title="Bürgerdialog im Netz", body="Mit <b>Bürgern</b>.")
    ask(harburg, title="Dialog mit Bürgern?", visibility="public")
    ask(harburg, title="Dialog nur für uns", visibility="county")
    deliver()


@pytest.mark.usefixtures("content")
def test_page_shows_hits_counts_and_a_way_to_narrow(visitor: Client) -> None:
    page = visitor.get("/suche/", {"q": "Bürgerdialoge"}).content.decode()
    assert "<mark>Bürgerdialog</mark> im Netz" in page
    assert "<mark>Dialog</mark> mit <mark>Bürgern</mark>?" in page
    assert "Dialog nur für uns" not in page
    assert "2 Ergebnisse für „Bürgerdialoge“" in page
    assert 'name="robots" content="noindex"' in page
    assert "kind=question" in page
    narrowed = visitor.get("/suche/", {"q": "Dialog", "kind": "question"}).content.decode()
    assert "Bürgerdialog</mark>" not in narrowed
    assert "1 Ergebnis für „Dialog“" in narrowed


@pytest.mark.usefixtures("content")
def test_the_way_back_from_a_correction_keeps_the_filters(visitor: Client) -> None:
    page = visitor.get("/suche/", {"q": "Bürgerdialgo", "kind": "case_study"}).content.decode()
    assert 'href="?q=B%C3%BCrgerdialgo&amp;kind=case_study&amp;exact=1"' in page


@pytest.mark.usefixtures("content")
def test_page_with_nothing_found_offers_to_ask(visitor: Client) -> None:
    page = visitor.get("/suche/", {"q": "Unauffindbares <zzz>"}).content.decode()
    assert "Zu „Unauffindbares &lt;zzz&gt;“ wurde nichts gefunden." in page
    assert "/fragen/stellen/?title=Unauffindbares%20%3Czzz%3E" in page


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    "address",
    [
        "?page=-1", "?page=0", "?page=x", "?page=99999999999", "?page=½", "?q=%00", "?q=%ff%fe",
        "?kind=unsinn&year=%00", "?" + "&".join(f"topic={n}" for n in range(500)),
        "?q=" + "a" * 100_000, "?q=%F0%9F%99%82", "?q=%E2%80%AEabc", "?exact=7", "?q=AND+OR+(",
    ],
    ids=range(14),
)  # fmt: skip
def test_any_address_is_answered(visitor: Client, address: str) -> None:
    response = visitor.get("/suche/" + address)
    assert response.status_code == 200
    assert "Dialog nur für uns" not in response.content.decode()


def test_values_of_the_same_name_in_two_facets_keep_their_labels(
    visitor: Client, harburg: User, deliver: Deliver
) -> None:
    topic, _new = Topic.objects.get_or_create(slug="blog", defaults={"name": "Über Blogs"})
    channel, _new = Platform.objects.get_or_create(slug="blog", defaults={"name": "Ein Blog"})
    case_study(organisation(OSNABRUECK), title="Dialog", topics=[topic], channels=[channel])
    deliver()
    page = visitor.get("/suche/", {"q": "Dialog"}).content.decode()
    assert topic.name in page
    assert channel.name in page


@pytest.mark.usefixtures("content")
def test_page_costs_few_queries(
    visitor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    visitor.get("/suche/", {"q": "Dialog"})
    with django_assert_max_num_queries(4):
        visitor.get("/suche/", {"q": "Dialog"})


@pytest.mark.usefixtures("content")
def test_api_answers_for_the_reader(visitor: Client, harburg: User) -> None:
    answer = visitor.get("/api/v1/search", {"q": "Dialog", "kind": "question"}).json()
    (hit,) = answer["hits"]
    assert (answer["total"], answer["degraded"]) == (1, False)
    # A kind that was not chosen is counted, too: it is what could be chosen beside.
    assert answer["facets"]["kind"] == {"question": 1, "case_study": 1}
    assert answer["facets"]["topic"] == {}
    assert (hit["kind"], hit["title"]) == ("question", "Dialog mit Bürgern?")
    assert hit["organisation"] == organisation(HARBURG).slug
    assert hit["url"].startswith("/fragen/")
    assert set(hit) == {
        "kind", "key", "title", "url", "snippet", "organisation", "published_at", "score",
    }  # fmt: skip
    visitor.force_login(harburg)
    assert visitor.get("/api/v1/search", {"q": "Dialog"}).json()["total"] == 3


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("page_size", ["0", "51", "-1", "x"])
def test_api_refuses_a_page_size_it_does_not_have(visitor: Client, page_size: str) -> None:
    assert visitor.get("/api/v1/search", {"page_size": page_size}).status_code == 422
