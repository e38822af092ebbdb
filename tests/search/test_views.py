"""The search page and the API over one small set of content."""

import html
import re
from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.members.models import User
from portal.taxonomy.models import Platform, Topic
from search.helping import EXAMPLES
from search.registry import all_searchables
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
def test_typed_filters_are_shown_as_chosen_and_taken_away_by_one_click(visitor: Client) -> None:
    asked = {"q": 'dialog kreis:harb "mit Bürgern"', "kind": "question", "since": "2020-01-01"}
    page = visitor.get("/suche/", asked).content.decode()
    assert "1 Ergebnis für" in page
    base = "?q=dialog+%22mit+B%C3%BCrgern%22&amp;kind=question&amp;since=2020-01-01"
    assert f'<a class="kw-tag" href="{base}">Landkreis Harburg' in page
    assert "ab 1. Januar 2020" in page
    assert 'href="?q=dialog+%22mit+B%C3%BCrgern%22"' in page  # without all filters
    assert "wurde nicht erkannt" not in page


@pytest.mark.usefixtures("content")
def test_what_is_not_known_is_said_beside_the_results(visitor: Client) -> None:
    page = visitor.get("/suche/", {"q": "Dialog kreis:<b>ente"}).content.decode()
    assert "„kreis:&lt;b&gt;ente“ wurde nicht erkannt" in page
    assert "Dialog</mark> mit" in page


@pytest.mark.usefixtures("content")
def test_reasons_are_shown_to_who_asks_for_them(visitor: Client) -> None:
    page = visitor.get("/suche/", {"q": "Dialog"}).content.decode()
    assert "Warum dieser Treffer" not in page
    assert 'href="?q=Dialog&amp;warum=1"' in page
    told = visitor.get("/suche/", {"q": "Dialog", "warum": "1"}).content.decode()
    assert "als Teil eines Wortes: „Bürgerdialog“" in told
    assert 'href="?q=Dialog"' in told


@pytest.mark.usefixtures("content")
def test_a_correction_is_announced_with_the_way_back(visitor: Client) -> None:
    page = visitor.get("/suche/", {"q": "Bürgerdialgo"}).content.decode()
    assert "für „Bürgerdialog“" in page
    assert "Stattdessen nach „Bürgerdialgo“ suchen" in page
    back = visitor.get("/suche/", {"q": "Bürgerdialgo", "exact": "1"}).content.decode()
    assert "Zu „Bürgerdialgo“ wurde nichts gefunden." in back


@pytest.mark.usefixtures("content")
def test_every_example_of_the_help_leads_to_the_search(visitor: Client) -> None:
    page = visitor.get("/suche/hilfe/").content.decode()
    links = [html.unescape(link) for link in re.findall(r'href="(/suche/\?q=[^"]+)"', page)]
    assert len(links) == len(EXAMPLES) + len(all_searchables())
    for link in links:
        answer = visitor.get(link).content.decode()
        assert "wurde nicht erkannt" not in answer, link


@pytest.mark.usefixtures("content")
def test_the_form_leads_to_an_address_anybody_could_type(visitor: Client, harburg: User) -> None:
    asked = {
        "los": "1", "words": " Plan  im Alltag ", "phrase": 'offene "Daten', "without": '-x "y z',
        "kind": ["question", "news"], "organisation": organisation(HARBURG).slug,
        "since": "2024-01-01", "solved": "no",
    }  # fmt: skip
    answer = visitor.get("/suche/genau/", asked)
    assert answer.status_code == 302
    address = answer["Location"]
    assert address.startswith("/suche/?")
    read = QueryDict(address.partition("?")[2])
    assert dict(read.lists()) == {
        "q": ['Plan im Alltag "offene Daten" -x -y -z'],
        "kind": ["question", "news"],
        "organisation": [organisation(HARBURG).slug],
        "since": ["2024-01-01"],
        "solved": ["no"],
    }
    assert visitor.get(address).status_code == 200
    assert visitor.get("/suche/genau/", {"los": "1"})["Location"] == "/suche/?"


@pytest.mark.usefixtures("content")
def test_the_form_says_what_is_wrong_and_takes_over_a_search(visitor: Client) -> None:
    wrong = {"los": "1", "since": "2024-05-02", "until": "2024-05-01", "kind": "unsinn"}
    page = visitor.get("/suche/genau/", wrong).content.decode()
    assert "Der letzte Tag liegt vor dem ersten." in page
    page = visitor.get(
        "/suche/genau/", {"q": "Plan kreis:hof", "kind": "question"}
    ).content.decode()
    assert 'value="Plan kreis:hof"' in page
    assert re.search(r'name="kind" value="question"[^>]* checked', page)


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
def test_api_narrows_and_explains_as_the_page_does(visitor: Client) -> None:
    def ask(**asked: str) -> dict[str, object]:
        answer: dict[str, object] = visitor.get("/api/v1/search", asked).json()
        return answer

    found = ask(q="dialgo kreis:harburg thema:nichts", solved="no", since="2020-01-01")
    assert (found["total"], found["unknown"]) == (1, ["thema:nichts"])
    assert found["corrected"] == {"dialgo": "Dialog"}
    assert ask(q="Dialog", until="2001-01-01")["total"] == 0
    assert ask(q="dialgo", exact="true")["total"] == 0
    assert visitor.get("/api/v1/search", {"since": "gestern"}).status_code == 422


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("page_size", ["0", "51", "-1", "x"])
def test_api_refuses_a_page_size_it_does_not_have(visitor: Client, page_size: str) -> None:
    assert visitor.get("/api/v1/search", {"page_size": page_size}).status_code == 422
