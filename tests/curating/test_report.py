"""The report for curators: what is missing, what needs somebody; of what its reader may see."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from casestudies.models import CaseStudy
from portal.curating.coverage import coverage_for
from portal.curating.lists import LISTS
from portal.members.models import Membership, User
from portal.readers.actions import give_feedback
from portal.taxonomy.models import Platform, Topic
from tests.factories.casestudies import case_study, guideline
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of
from tests.factories.replication import report
from tests.factories.trails import trail
from tests.factories.upkeep import looked_after

pytestmark = pytest.mark.django_db
REPORT = "/redaktion/bericht/"
LONG_AGO = timezone.now() - timedelta(days=800)


@pytest.fixture
def moderator() -> User:
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


@pytest.fixture
def owner() -> User:
    return person_of(organisation(OSNABRUECK), name="Olaf Osnabrück")


def browser(reader: User) -> Client:
    client = Client()
    client.force_login(reader)
    return client


def titles(name: str, reader: User) -> list[str]:
    return [row.title for row in LISTS[name].rows(reader, timezone.now(), 50)]


def old(title: str, owner: User | None, **fields: object) -> CaseStudy:
    values = {"published_at": LONG_AGO, "last_reviewed": date(2020, 1, 1)} | fields
    return looked_after(case_study(organisation(OSNABRUECK), title=title, **values), owner)


def test_coverage_counts_what_she_may_read(moderator: User) -> None:
    topic, other = Topic.objects.all()[:2]
    channel = Platform.objects.first()
    assert channel is not None
    both = {"topics": [topic], "channels": [channel]}
    case_study(organisation(), visibility="members", **both)
    guideline(organisation(), **both)
    case_study(organisation(), visibility="county", **both)
    case_study(organisation(), publish=False, **both)
    case_study(organisation(), topics=[other])
    found = coverage_for(moderator)
    cells = {(line.topic, name): cell for line in found.lines
             for name, cell in zip(found.channels, line.cells, strict=True)}  # fmt: skip
    assert cells[topic.name, channel.name].count == 2
    assert f"topic={topic.slug}&channel={channel.slug}" in cells[topic.name, channel.name].url
    without = cells[other.name, found.channels[-1]]
    assert (without.count, without.url) == (1, "")
    assert found.gaps == Topic.objects.count() * Platform.objects.count() - 1


def test_lists_name_what_needs_somebody(moderator: User, owner: User) -> None:
    left = person("Lotte Weg")
    old("Importiert", None, last_reviewed=timezone.localdate())
    old("Geprüft", owner, last_reviewed=timezone.localdate())
    old("Überfällig", owner)
    alone = old("Verwaist", left, last_reviewed=timezone.localdate())
    repeated = old("Nachgenutzt", owner, last_reviewed=timezone.localdate())
    old("Geheim", left, visibility="county")
    report(person_of(organisation(HARBURG)), repeated)
    give_feedback(reader=owner, page=alone, helpful=False, missing="", now=timezone.now())
    give_feedback(reader=owner, page=repeated, helpful=True, missing="", now=timezone.now())

    assert titles("ueberfaellig", moderator) == ["Überfällig"]
    assert titles("verwaist", moderator) == ["Verwaist"]
    assert titles("importiert", moderator) == ["Importiert"]
    assert sorted(titles("nicht-nachgenutzt", moderator)) == [
        "Geprüft",
        "Importiert",
        "Verwaist",
        "Überfällig",
    ]
    assert titles("nicht-hilfreich", moderator) == ["Verwaist"]


def test_the_report_is_the_moderators(owner: User, client: Client) -> None:
    lead = person_of(organisation(OSNABRUECK), Membership.Role.COORDINATOR)
    export = reverse("curating:report-export", args=["abdeckung", "csv"])
    for address in (REPORT, export):
        assert client.get(address).status_code == 302
        assert {browser(one).get(address).status_code for one in (owner, lead)} == {403}


def test_parts_are_taken_away_without_formulas(moderator: User, owner: User) -> None:
    old("=1+1", owner)
    taken = browser(moderator).get(reverse("curating:report-export", args=["ueberfaellig", "xlsx"]))
    sheet = load_workbook(io.BytesIO(taken.content)).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).endswith("=1+1")
    for name in ("abdeckung", *LISTS):
        address = reverse("curating:report-export", args=[name, "csv"])
        assert browser(moderator).get(address).status_code == 200
    for name, ending in (("quatsch", "csv"), ("verwaist", "exe")):
        assert browser(moderator).get(f"{REPORT}{name}.{ending}").status_code == 404


def test_many_pages_cost_as_many_queries_as_one(moderator: User, owner: User) -> None:
    client, counted = browser(moderator), []
    for number in (1, 9):
        for n in range(number):
            old(f"Seite {number} {n}", owner)
        client.get(REPORT)
        with CaptureQueriesContext(connection) as context:
            page = client.get(REPORT).text
        counted.append(len(context))
        assert "Seite 1 0" in page
    assert counted[0] == counted[1]


def test_collections_with_gaps_are_named_with_the_number_of_gaps(moderator, owner) -> None:
    there, gone = (case_study(organisation(), title=title) for title in ("Da", "Weg"))
    internal = case_study(organisation(), title="Geheim", visibility="county")
    trail(organisation(), there, title="Ganz")
    trail(organisation(), gone, there, internal, title="Lückenhaft")
    trail(organisation(), gone, title="Für uns", visibility="county")
    gone.unpublish()
    rows = LISTS["sammlungen"].rows(moderator, timezone.now(), 50)
    assert [(row.title, row.note) for row in rows] == [
        ("Lückenhaft", "2 von 3 Stationen gibt es nicht mehr, oder ein Kreis behält sie für sich")
    ]
    page = browser(moderator).get(REPORT).text
    assert "Geheim" not in page
