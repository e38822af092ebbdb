"""Curators make collections in the CMS: stations by their addresses."""

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from portal.members.models import Organisation
from portal.trails.models import Trail, TrailIndex
from tests.factories.casestudies import case_study, guideline, news
from tests.factories.forum import ask
from tests.factories.trails import trail
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db


def form_of(of: Organisation, stations: list[dict[str, object]], **fields: object) -> dict:
    """Fill in the form of the CMS as a browser does."""
    return nested_form_data(
        {
            "title": "Erste Schritte", "slug": "erste-schritte", "summary": "",
            "organisation": of.pk, "visibility": "public",
            "introduction": rich_text("<p>Hallo</p>"),
            "stations": inline_formset(
                [{"reason": "", "section": "", **one} for one in stations],
                initial=sum("id" in one for one in stations),
            ),
            "comments": inline_formset([]),
            **fields,
        }
    )  # fmt: skip


ADD = "/cms/pages/add/trails/trail/{}/"


def add(client: Client, of: Organisation, stations: list[dict[str, object]], **fields: object):
    return client.post(ADD.format(TrailIndex.objects.get().pk), form_of(of, stations, **fields))


def test_a_curator_names_stations_by_their_addresses(osnabrueck, merle, mona) -> None:
    things = [
        case_study(osnabrueck),
        guideline(osnabrueck, visibility="members"),
        news(osnabrueck),
        ask(merle, visibility="members"),
    ]
    client = browser(mona)
    stations = [
        {"address": f"https://kreiswissen.example{one.get_absolute_url()}?sammlung=alt#kapitel"}
        for one in things
    ]
    stations[1] |= {"reason": " Zuerst  das Recht. ", "section": "Recht"}
    assert client.get(ADD.format(TrailIndex.objects.get().pk)).status_code == 200
    assert add(client, osnabrueck, stations).status_code == 302
    draft = Trail.objects.get().get_latest_revision_as_object()
    assert [one.reference for one in draft.stations.all()] == [one.reference for one in things]
    assert [one.reason for one in draft.stations.all()][1] == "Zuerst das Recht."
    assert Client().get(Trail.objects.get().get_absolute_url()).status_code == 404
    # Its form shows the addresses as they are now, and keeps what stands there.
    edit = f"/cms/pages/{draft.pk}/edit/"
    html = client.get(edit).content.decode()
    assert [one.get_absolute_url() in html for one in things] == [True] * 4
    publish = {"action-publish": "action-publish"}
    numbers = [one.pk for one in draft.stations.all()]
    rows = [
        {"id": number, "address": one.get_absolute_url(), "ORDER": place}
        for place, (number, one) in enumerate(zip(numbers, things, strict=True))
    ]
    assert client.post(edit, form_of(osnabrueck, rows, **publish)).status_code == 302
    page = Trail.objects.get()
    assert page.live
    assert [one.reference for one in page.stations.all()] == [one.reference for one in things]


def test_what_one_cannot_read_is_no_station_and_nobody_learns_why(osnabrueck, merle, mona) -> None:
    client = browser(mona)
    internal = case_study(osnabrueck, title="Geheimplan", visibility="county")
    draft = case_study(osnabrueck, title="Entwurf", publish=False)
    addresses = (
        internal.get_absolute_url(), draft.get_absolute_url(), "/fallbeispiele/gibt-es-nicht/",
        ask(merle, visibility="county").get_absolute_url(), "/kreise/", "/fragen/999999/x/",
        "http://[", "/impressum/", trail(osnabrueck).get_absolute_url(), "javascript:alert(1)",
    )  # fmt: skip
    for address in addresses:
        response = add(client, osnabrueck, [{"address": address}])
        assert (address, response.status_code) == (address, 200)
        said = response.content.decode()
        assert "können Sie kein Fallbeispiel" in said
        assert "Geheimplan" not in said
    assert Trail.objects.count() == 1


def test_nothing_stands_twice_and_a_published_one_leads_somewhere(osnabrueck, mona) -> None:
    client, page = browser(mona), case_study(osnabrueck)
    twice = [{"address": page.get_absolute_url()}] * 2
    assert "steht zweimal" in add(client, osnabrueck, twice).content.decode()
    publish = {"action-publish": "action-publish"}
    assert add(client, osnabrueck, [{"address": ""}], **publish).status_code == 200
    assert Trail.objects.count() == 0
    # A draft may be unfinished.
    assert add(client, osnabrueck, [{"address": "", "reason": "Noch suchen"}]).status_code == 302
    assert "stations" in {gap.field for gap in Trail.objects.get().gaps()}


def test_a_station_that_is_gone_is_shown_without_its_name(osnabrueck, mona) -> None:
    gone = case_study(osnabrueck, title="Zurückgezogen")
    page = trail(osnabrueck, gone, case_study(osnabrueck, title="Da"))
    gone.unpublish()
    client, edit = browser(mona), f"/cms/pages/{page.pk}/edit/"
    html = client.get(edit).content.decode()
    assert "Was hier stand, gibt es nicht mehr" in html
    assert gone.slug not in html
    rows = [
        {"id": one.pk, "address": address, "ORDER": number}
        for number, (one, address) in enumerate(
            zip(page.stations.all(), ["", "/fallbeispiele/da/"], strict=True)
        )
    ]
    # A draft keeps it, in case it comes back; nothing is published with it.
    fields = {"slug": page.slug, "title": page.title}
    assert client.post(edit, form_of(osnabrueck, rows, **fields)).status_code == 302
    kept = Trail.objects.get(pk=page.pk).get_latest_revision_as_object().stations.all()
    assert [one.reference for one in kept] == [one.reference for one in page.stations.all()]
    publish = {"action-publish": "action-publish"}
    assert client.post(edit, form_of(osnabrueck, rows, **fields, **publish)).status_code == 200


def test_versions_are_compared_and_previewed(osnabrueck, mona) -> None:
    page = trail(osnabrueck, case_study(osnabrueck))
    first = page.save_revision()
    page.title = "Neuer Titel"
    second = page.save_revision()
    client = browser(mona)
    compared = f"/cms/pages/{page.pk}/revisions/compare/{first.pk}...{second.pk}/"
    assert client.get(compared).status_code == 200
    view = client.get(f"/cms/pages/{page.pk}/revisions/{second.pk}/view/")
    assert "Facebook im Kreishaus" in view.content.decode()
