"""Case studies narrowed, ordered, compared, and on the map."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import QueryDict

from casestudies.actions import NewKeyFigure
from casestudies.facets import facets_for
from casestudies.models import CaseStudy
from portal.members.models import Organisation
from portal.publishing.facets import narrowed
from portal.publishing.lists import listing
from portal.taxonomy.models import Topic
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, PLOEN, organisation, person, person_of
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db

LIST, MAP, COMPARE = "/fallbeispiele/", "/fallbeispiele/karte/", "/fallbeispiele/vergleichen/"
TODAY = date(2026, 3, 15)


def found_by(reader, query):
    pages = CaseStudy.objects.visible_to(reader)
    return narrowed(pages, facets_for(reader, TODAY), QueryDict(query))


def titles(reader, query):
    return sorted(page.title for page in found_by(reader, query).pages)


def counts(reader, query, facet):
    """What the filter offers: label, number, whether it is chosen."""
    names = [one.name for one in facets_for(reader, TODAY)]
    group = found_by(reader, query).groups[names.index(facet)]
    return [(str(one.label), one.count, one.selected) for one in group.options]


@pytest.fixture
def three(db):
    """Small and ended, large and running, nothing stated; and a hidden one to be in no count."""
    topic = Topic.objects.get(slug="moderation")
    case_study(
        organisation(), title="Klein", effort_hours=40, topics=[topic],
        period_start=date(2024, 1, 1), period_end=date(2026, 2, 1),
        key_figures=[
            NewKeyFigure("Fans", Decimal(9), "Konten", 2025),
            NewKeyFigure("Fans", Decimal(7), "Konten", 2024),
        ],
    )  # fmt: skip
    case_study(
        organisation(PLOEN), title="Groß", effort_hours=501,
        period_start=date(2024, 1, 1), period_end=date(2026, 3, 1), result="Viele Fragen",
    )  # fmt: skip
    case_study(organisation(HARBURG), title="Ohne Angaben")
    case_study(
        organisation(HARBURG), title="Geheim", visibility="county", effort_hours=40,
        topics=[topic], period_start=date(2020, 1, 1), result="Nichts",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("land=03", ["Klein", "Ohne Angaben"]),
        ("land=01", ["Groß"]),
        ("size=ab-300000", ["Klein"]),
        ("size=ab-100000", ["Groß"]),
        ("effort=40", ["Klein"]),
        ("effort=more", ["Groß"]),
        ("state=ended", ["Klein"]),
        ("state=running", ["Groß"]),
        ("result=figures", ["Klein"]),
        ("result=words", ["Groß"]),
        ("land=03&effort=more", []),
        ("land=03&effort=40&state=ended&result=figures&topic=moderation", ["Klein"]),
        # Nonsense among known values, and what only others may choose, change nothing.
        ("land=99&size=x&effort=-1&state=%00&result=%27", ["Groß", "Klein", "Ohne Angaben"]),
        ("alike=yes", ["Groß", "Klein", "Ohne Angaben"]),
    ],
)
def test_each_filter_narrows(three, query, expected) -> None:
    assert titles(AnonymousUser(), query) == expected
    assert found_by(AnonymousUser(), query).total == len(expected)


def test_counts_are_those_within_the_other_filters_and_of_what_the_reader_may_see(three) -> None:
    stranger, owner = AnonymousUser(), person_of(organisation(HARBURG))
    assert counts(stranger, "", "land") == [
        ("Niedersachsen", 2, False), ("Schleswig-Holstein", 1, False),
    ]  # fmt: skip
    assert counts(stranger, "land=03", "effort") == [("bis 40 Stunden", 1, False)]
    assert counts(owner, "land=03", "effort") == [("bis 40 Stunden", 2, False)]
    assert counts(owner, "effort=40", "land") == [("Niedersachsen", 2, False)]
    assert counts(owner, "topic=moderation", "result") == [
        ("Ergebnis in Kennzahlen", 1, False), ("Ergebnis in Worten", 1, False),
    ]  # fmt: skip


def test_what_is_chosen_can_be_taken_back_where_nothing_is_left_of_it(three) -> None:
    query = "topic=moderation&land=01&organisation=unbekannt&order=effort&compare=klein"
    chosen = found_by(AnonymousUser(), query).chosen
    assert [(str(one.label), one.count, one.url) for one in chosen] == [
        (
            "Kommentare moderieren", 0,
            "?organisation=unbekannt&land=01&order=effort&compare=klein",
        ),
        (
            "Kreis: unbekannt", 0,
            "?topic=moderation&land=01&order=effort&compare=klein",
        ),
        (
            "Schleswig-Holstein", 0,
            "?topic=moderation&organisation=unbekannt&order=effort&compare=klein",
        ),
    ]  # fmt: skip


def test_a_hidden_page_names_no_filter(three) -> None:
    slug = Organisation.objects.get(ags=HARBURG).slug
    case_study(organisation("03351"), title="Celle", visibility="members")
    celle = Organisation.objects.get(ags="03351").slug
    labels = [str(one.label) for one in found_by(AnonymousUser(), f"organisation={celle}").chosen]
    assert labels == ["Kreis: unbekannt"]
    assert titles(AnonymousUser(), f"organisation={slug}") == ["Ohne Angaben"]


@pytest.mark.parametrize(
    ("status", "expected"), [("member", ["Nah"]), ("guest", ["Nah"]), ("applicant", None)]
)
def test_counties_like_mine_are_others_of_my_land_and_about_my_size(status, expected) -> None:
    mine, near, small, abroad = (organisation(ags) for ags in ("03459", "03454", "03354", "05566"))
    for of, title in ((mine, "Mein"), (near, "Nah"), (small, "Klein"), (abroad, "Anderes Land")):
        case_study(of, title=title)
    reader = person_of(mine)
    mine.status = status
    mine.save()
    everything = sorted(["Mein", "Nah", "Klein", "Anderes Land"])
    assert titles(reader, "alike=yes") == (expected or everything)
    offered = [one.name for one in facets_for(reader) if one.name == "alike"]
    assert offered == (["alike"] if expected else [])


def test_a_person_without_a_county_is_offered_no_county_like_hers() -> None:
    assert "alike" not in [one.name for one in facets_for(person())]


def test_the_least_effort_comes_first_where_asked(three) -> None:
    def order(query):
        found = listing(CaseStudy, AnonymousUser(), QueryDict(query))
        return [row.page.title for row in found.rows], [way.url for way in found.orders]

    assert order("order=effort&land=03&page=1") == (
        ["Klein", "Groß", "Ohne Angaben"],
        ["?land=03", "?order=proven&land=03", "?order=effort&land=03"],
    )  # fmt: skip
    assert order("order=unsinn")[0] == order("")[0] == ["Ohne Angaben", "Groß", "Klein"]


def test_guidelines_have_no_filters_of_case_studies(client, three) -> None:
    html = client.get("/leitfaeden/?land=03&order=effort").content.decode()
    assert "Aufwand" not in html
    assert "Vergleichen" not in html


def compare(client, *slugs):
    return client.get(COMPARE, {"compare": list(slugs)}).content.decode()


def test_two_stand_side_by_side_in_the_order_chosen(client, three) -> None:
    case_study(organisation(), title="Wir <anders>", lessons="Früher *anfangen*", effort_euros=0)
    html = compare(client, "wir-anders", "klein")
    assert html.index("Wir &lt;anders&gt;") < html.index(">Klein<")
    for text in (
        "Landkreis Osnabrück", "Niedersachsen", "Januar 2024 bis Februar 2026", "40 Stunden",
        "0 €", "Kommentare moderieren", "Fans (2025): 9 Konten", "Früher anfangen", "keine Angabe",
        'href="?compare=klein"', 'href="/fallbeispiele/?compare=wir-anders&amp;compare=klein"',
    ):  # fmt: skip
        assert text in html, text
    # A line nobody has anything for is no line.
    assert "Ziel" not in html
    assert "2024): 7" not in html


def test_hidden_pages_are_not_compared_and_take_no_place(client, three) -> None:
    for number in range(5):
        case_study(organisation(), title=f"Fall {number}")
    slugs = [f"fall-{number}" for number in range(5)]
    asked = ["geheim", "gibt-es-nicht", "\x00", "klein", *slugs]
    html = compare(client, *asked)
    assert "Geheim" not in html
    assert html.count('<th scope="col">') == 4
    assert "Höchstens vier" in html
    assert "Fall 3" not in html
    owner = browser(person_of(organisation(HARBURG)))
    assert "Geheim" in compare(owner, "geheim", "klein")
    assert "Geheim" not in compare(client, "geheim", "klein")


@pytest.mark.parametrize("slugs", [[], ["klein"], ["klein", "klein"], ["klein", "geheim"]])
def test_fewer_than_two_are_told_what_to_do(client, three, slugs) -> None:
    html = compare(client, *slugs)
    assert "Wählen Sie zwei bis vier" in html
    assert "Geheim" not in html
    assert "<table" not in html
    assert ('href="/fallbeispiele/?compare=klein"' in html) == bool(slugs)


def test_what_was_picked_stays_picked_in_the_overview(client, three) -> None:
    html = client.get(f"{LIST}?compare=klein&compare=woanders").content.decode()
    assert 'id="compare-klein" checked>' in html
    assert html.count(" checked>") == 1
    assert '<input type="hidden" name="compare" value="woanders">' in html


def test_the_map_shows_where_it_was_done_as_far_as_the_reader_may_see(client, three) -> None:
    html = client.get(MAP).content.decode()
    assert "#03353" in html
    assert "<title>Landkreis Harburg: 1</title>" in html
    assert "© GeoBasis-DE / BKG 2016" in html
    owner = browser(person_of(organisation(HARBURG)))
    assert "<title>Landkreis Harburg: 2</title>" in owner.get(MAP).content.decode()
    narrowed_ = client.get(f"{MAP}?effort=40").content.decode()
    assert "Landkreis Harburg" not in narrowed_
    assert 'href="/fallbeispiele/?effort=40&amp;organisation=landkreis-osnabrueck"' in narrowed_


def test_the_map_has_no_county_of_which_the_reader_may_see_nothing(client) -> None:
    case_study(organisation("03351"), title="Celle", visibility="members")
    html = client.get(MAP).content.decode()
    assert "03351" not in html
    assert "Celle" not in html


@pytest.mark.parametrize("address", [MAP, COMPARE])
def test_what_is_withdrawn_is_gone_at_once(client, three, address) -> None:
    query = "?compare=klein&compare=gross"
    assert "Plön" in client.get(address + query).content.decode()
    CaseStudy.objects.get(title="Groß").unpublish()
    assert "Plön" not in client.get(address + query).content.decode()


@pytest.mark.parametrize("many", [1, 10])
def test_pages_cost_the_same_with_one_or_many(client, many, django_assert_num_queries) -> None:
    for number in range(many):
        case_study(
            organisation(), title=f"Fall {number}", topics=Topic.objects.all()[:2],
            effort_hours=4, period_start=date(2020, 1, 1), period_end=date(2020, 1, 1),
            key_figures=[NewKeyFigure(f"Zahl {n}", Decimal(n)) for n in range(many)],
        )  # fmt: skip
    everything = f"topic={Topic.objects.first().slug}&land=03&effort=40&state=ended&order=effort"
    slugs = "&".join(f"compare=fall-{number}" for number in range(many))
    for address, queries in (
        (f"{LIST}?{everything}", 5),
        (MAP, 3),
        (f"{COMPARE}?{slugs}", 4),
    ):
        client.get(address)
        with django_assert_num_queries(1):
            client.get(address)
        caches["kept"].clear()
        with django_assert_num_queries(queries):
            client.get(address)


@pytest.mark.parametrize("slug", ["karte", "vergleichen"])
def test_no_case_study_takes_an_address_of_the_site(slug) -> None:
    assert case_study(organisation(), title=slug).slug != slug


def test_only_reading_is_offered(client) -> None:
    assert [client.post(address).status_code for address in (MAP, COMPARE)] == [405, 405]
