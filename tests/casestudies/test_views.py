"""Case studies and guidelines as readers see them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import caches

from casestudies.actions import NewAttachment, NewKeyFigure, NewStep
from casestudies.models import CaseStudyIndex
from portal.taxonomy.models import Topic
from tests.factories.casestudies import case_study, guideline
from tests.factories.members import HARBURG, organisation, person_of
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db


def rich_case_study(**fields):
    return case_study(
        organisation(),
        **{
            "goal": "Bürger erreichen",
            "law": "§ 3 NDSG",
            "result": "Viele Fragen",
            "lessons": "Früher anfangen",
            "period_start": date(2010, 3, 1),
            "effort_hours": 1200,
            "effort_euros": 0,
            "key_figures": [NewKeyFigure("Fans", Decimal(9 * y), "", 2009 + y) for y in range(4)],
            "contact_unit": "Pressestelle",
            "contact_email": "presse@kreis.example",
            "attachments": [NewAttachment("Netiquette", "netiquette.pdf", b"%PDF-1.4")],
            "topics": Topic.objects.all()[:2],
            "last_reviewed": date(2025, 1, 2),
            **fields,
        },
    )


def test_case_study_shows_what_it_has(client) -> None:
    page = rich_case_study()
    html = client.get(page.get_absolute_url()).content.decode()
    for text in (
        "<h1>Facebook im Kreishaus</h1>", "Landkreis Osnabrück", 'href="#recht"',
        "Bürger erreichen", "März 2010", "bis heute", "1.200 Stunden", "0 €",
        'href="mailto:presse@kreis.example"', "<polyline", "PDF, 8", "geprüft am",
        "/fragen/stellen/?to=landkreis-osnabrueck&amp;topic=",
    ):  # fmt: skip
        assert text in html, text
    for absent in ("Ausgangslage", "Was wir getan haben"):
        assert absent not in html, absent


def test_a_short_case_study_has_no_contents_and_no_empty_boxes(client) -> None:
    html = client.get(case_study(organisation()).get_absolute_url()).content.decode()
    for absent in ("kw-contents", "kw-facts", "kw-table", "kw-chart"):
        assert absent not in html, absent


def test_related_pages_are_those_the_reader_may_see(client) -> None:
    page = rich_case_study()
    rich_case_study(title="Verwandt und offen")
    rich_case_study(title="Verwandt, aber intern", visibility="county")
    html = client.get(page.get_absolute_url()).content.decode()
    assert "Verwandt und offen" in html
    assert "aber intern" not in html


def test_guideline_shows_its_steps(client) -> None:
    page = guideline(
        organisation(),
        audience="Pressestellen",
        steps=[NewStep("Netiquette schreiben", "Kurz"), NewStep("Rollen verteilen")],
        dos="- antworten",
        donts="- löschen",
        legal_basis="Art. 5 GG",
        last_reviewed=date(2020, 1, 1),
    )
    html = client.get(page.get_absolute_url()).content.decode()
    assert html.count('type="checkbox"') == 2
    for text in (
        "1. Netiquette schreiben",
        "antworten",
        "löschen",
        "Art. 5 GG",
        "mehr als zwei Jahre",
    ):
        assert text in html, text


@pytest.mark.parametrize("make", [case_study, guideline])
@pytest.mark.parametrize(
    ("visibility", "statuses"),
    [("public", [200, 200, 200]), ("members", [404, 200, 200]), ("county", [404, 404, 200])],
)
def test_who_may_not_see_a_page_finds_none(client, make, visibility, statuses) -> None:
    page = make(organisation(), visibility=visibility)
    readers = (
        client,
        browser(person_of(organisation(HARBURG))),
        browser(person_of(organisation())),
    )
    addresses = (page.get_absolute_url(), f"/seite/{page.pk}/")
    assert [reader.get(addresses[0]).status_code for reader in readers] == statuses
    assert [reader.get(addresses[1], follow=True).status_code for reader in readers] == statuses


def test_drafts_and_unknown_addresses_are_not_found(client) -> None:
    draft = case_study(organisation(), publish=False)
    for address in (draft.get_absolute_url(), "/fallbeispiele/gibt-es-nicht/", "/seite/99999/"):
        assert client.get(address).status_code == 404


def test_wagtails_own_way_to_a_page_is_closed_as_well(client) -> None:
    """Should the folder get another address, Wagtail serves below it, under the same rule."""
    public, internal = case_study(organisation()), case_study(organisation(), visibility="county")
    folder = CaseStudyIndex.objects.get()
    folder.slug = "beispiele"
    folder.save()
    caches["kept"].clear()
    assert client.get(f"/beispiele/{public.slug}/").status_code == 200
    assert client.get(f"/beispiele/{internal.slug}/").status_code == 404


def test_an_old_address_leads_on_only_who_may_see(
    client, django_capture_on_commit_callbacks
) -> None:
    for visibility, status in (("public", 301), ("county", 404)):
        page = case_study(organisation(), visibility=visibility)
        old = page.get_absolute_url()
        page.slug = f"neu-{visibility}"
        with django_capture_on_commit_callbacks(execute=True):
            page.save()
        answer = client.get(old)
        assert answer.status_code == status
        assert ("neu-" in answer.headers.get("Location", "")) == (status == 301)


def test_a_list_shows_and_counts_what_the_reader_may_see(client) -> None:
    topic = Topic.objects.first()
    for visibility in ("public", "members", "county"):
        case_study(
            organisation(), title=f"Fall {visibility}", visibility=visibility, topics=[topic]
        )
    for reader, titles in (
        (client, ["public"]),
        (browser(person_of(organisation(HARBURG))), ["members", "public"]),
        (browser(person_of(organisation())), ["county", "members", "public"]),
    ):
        found = reader.get("/fallbeispiele/").context["list"]
        assert [row.page.title for row in found.rows] == [f"Fall {title}" for title in titles]
        assert found.found.total == len(titles)
        assert [option.count for option in found.found.groups[0].options] == [len(titles)]


def test_filters_narrow_the_list_and_each_other(client) -> None:
    one, two = Topic.objects.all()[:2]
    case_study(organisation(), title="Eins", topics=[one])
    case_study(organisation(), title="Beide", topics=[one, two])
    case_study(organisation(HARBURG), title="Harburg", topics=[two])
    found = client.get(f"/fallbeispiele/?topic={one.slug}").context["list"]
    assert [row.page.title for row in found.rows] == ["Beide", "Eins"]
    topics, _channels, counties = found.found.groups[:3]
    assert [(o.label, o.count, o.selected) for o in topics.options] == [
        (one.name, 2, True),
        (two.name, 2, False),
    ]
    assert [(o.label, o.count) for o in counties.options] == [("Landkreis Osnabrück", 2)]
    assert topics.options[0].url == "?"


@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=999", "page=x", "page=²", "topic=unbekannt", "topic=%00", "page=" + "9" * 50],
)
def test_senseless_parameters_are_no_error(client, query) -> None:
    case_study(organisation())
    assert client.get(f"/fallbeispiele/?{query}").status_code == 200


@pytest.mark.parametrize("many", [1, 25])
def test_a_list_costs_the_same_with_one_or_many(client, many, django_assert_num_queries) -> None:
    for _ in range(many):
        case_study(organisation(), topics=Topic.objects.all()[:2])
    client.get("/fallbeispiele/")
    with django_assert_num_queries(1):
        client.get("/fallbeispiele/")
    caches["kept"].clear()
    with django_assert_num_queries(5):
        client.get("/fallbeispiele/")


@pytest.mark.parametrize("many", [1, 8])
def test_a_case_study_costs_the_same_with_little_or_much(
    client, many, django_assert_num_queries
) -> None:
    page = rich_case_study(
        key_figures=[NewKeyFigure(f"Zahl {n}", Decimal(n)) for n in range(many)],
        attachments=[NewAttachment("x", f"{n}.pdf", b"%PDF-" + bytes([n])) for n in range(many)],
    )
    for _ in range(many):
        rich_case_study()
    client.get(page.get_absolute_url())
    with django_assert_num_queries(2):
        client.get(page.get_absolute_url())
    caches["kept"].clear()
    with django_assert_num_queries(10):
        client.get(page.get_absolute_url())


def test_what_is_kept_never_outlives_a_change(client) -> None:
    page = rich_case_study(title="Vorher")
    other = rich_case_study(title="Anderes Beispiel")
    for address in (page.get_absolute_url(), "/fallbeispiele/"):
        assert "Anderes Beispiel" in client.get(address).content.decode()
    other.unpublish()
    for address in (page.get_absolute_url(), "/fallbeispiele/"):
        assert "Anderes Beispiel" not in client.get(address).content.decode()
    page.title = "Nachher"
    page.save_revision().publish()
    assert "<h1>Nachher</h1>" in client.get(page.get_absolute_url()).content.decode()
    assert "Nachher" in client.get("/fallbeispiele/").content.decode()


def test_what_is_kept_for_members_is_not_shown_to_others(client) -> None:
    page = rich_case_study()
    rich_case_study(title="Nur für Mitglieder", visibility="members")
    member = browser(person_of(organisation(HARBURG)))
    for address in (page.get_absolute_url(), "/fallbeispiele/"):
        assert "Nur für Mitglieder" in member.get(address).content.decode()
        assert "Nur für Mitglieder" not in client.get(address).content.decode()


def test_only_reading_is_offered(client) -> None:
    assert client.post("/fallbeispiele/").status_code == 405
