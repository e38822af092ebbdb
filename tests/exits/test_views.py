"""The page of a package and its download: each as those who may, and as those who may not."""

import hashlib
import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.exits.actions import request_package
from portal.exits.jobs import end_packages
from portal.exits.making import make
from portal.exits.models import ExitEvent, ExitPackage, State
from portal.members.models import Membership, Organisation, User
from tests.factories.forum import ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of

pytestmark = pytest.mark.django_db

URL = "/kreise/landkreis-osnabrueck/paket/"
COORDINATOR = Membership.Role.COORDINATOR


@pytest.fixture
def osnabrueck() -> Organisation:
    return organisation(OSNABRUECK)


@pytest.fixture
def coordinator(osnabrueck: Organisation) -> User:
    return person_of(osnabrueck, COORDINATOR, "Karla Koordination")


@pytest.fixture
def package(coordinator: User, osnabrueck: Organisation) -> ExitPackage:
    return made(coordinator, osnabrueck)


def made(actor: User, county: Organisation) -> ExitPackage:
    """Ask for a package and make it."""
    asked = request_package(actor=actor, organisation=county, now=timezone.now())
    assert make(asked.key) is None
    return ExitPackage.objects.select_related("organisation").get(pk=asked.pk)


def browser(user: User) -> Client:
    """Log somebody in; without a password nothing more is asked of her."""
    client = Client()
    client.force_login(user)
    return client


def left(days: int) -> Organisation:
    """Let Osnabrück have left that many days ago."""
    county = organisation(OSNABRUECK, Organisation.Status.FORMER)
    county.status_since = timezone.localdate() - timedelta(days=days)
    county.save()
    return county


def test_a_coordinator_has_a_package_made_and_takes_it_away(coordinator, osnabrueck) -> None:
    ask(coordinator, title="Wie war das mit dem Löschen?")
    client = browser(coordinator)
    page = client.get(URL).content.decode()
    assert re.search(r"Fragen</th><td>1</td>", page)
    assert "wird beim Erstellen gezählt" in page
    asked = client.post(URL, follow=True).content.decode()
    assert "Das Paket wird erstellt" in asked
    assert 'data-refresh data-said=""' in asked
    assert "Stand neu laden" in asked
    package = ExitPackage.objects.get()
    assert (package.requested_by, package.made_for_them, package.state) == (
        coordinator, False, State.WAITING,
    )  # fmt: skip
    assert make(package.key) is None
    ready = client.get(URL).content.decode()
    address = f"{URL}{package.key}/"
    assert address in ready
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    content = answer.getvalue()
    package.refresh_from_db()
    today = timezone.localdate()
    assert {name: answer[name] for name in ("Content-Disposition", "Cache-Control", "Content-Type")
            } == {
        "Content-Disposition":
            f'attachment; filename="kreiswissen-landkreis-osnabrueck-{today:%Y-%m-%d}.zip"',
        "Cache-Control": "private, no-store",
        "Content-Type": "application/zip",
    }  # fmt: skip
    assert int(answer["Content-Length"]) == package.size == len(content)
    assert hashlib.sha256(content).hexdigest() == package.digest
    assert package.digest in ready
    assert "löschen" in zipfile.ZipFile(BytesIO(content)).read("question.jsonl").decode().lower()
    acts = list(ExitEvent.objects.values_list("act", "actor__name"))
    assert acts == [
        ("downloaded", "Karla Koordination"), ("made", None), ("requested", "Karla Koordination"),
    ]  # fmt: skip


def test_a_deputy_may_staff_may_not_and_others_find_nothing(osnabrueck, package) -> None:
    people = {
        "deputy": person_of(osnabrueck, Membership.Role.DEPUTY),
        "staff": person_of(osnabrueck),
        "neighbour": person_of(organisation(HARBURG), COORDINATOR),
        "nobody": person(),
        "moderator": person("Mona", User.PlatformRole.MODERATOR),
    }
    answers = {}
    for name, who in people.items():
        client = browser(who)
        pages = [client.get(URL), client.get(f"{URL}{package.key}/"), client.post(URL)]
        for page in pages:
            page.getvalue() if page.streaming else None
        answers[name] = [page.status_code for page in pages]
    assert answers == {
        "deputy": [200, 200, 302],
        "staff": [403, 403, 403],
        "neighbour": [404, 404, 404],
        "nobody": [404, 404, 404],
        # Has it made, for the county; does not read what is the county's alone.
        "moderator": [200, 403, 302],
    }
    assert Client().get(URL)["Location"].startswith("/konto/login/")


def test_a_neighbours_address_does_not_open_our_package(osnabrueck, package) -> None:
    neighbour = person_of(organisation(HARBURG), COORDINATOR)
    crafted = f"/kreise/landkreis-harburg/paket/{package.key}/"
    assert browser(neighbour).get(crafted).status_code == 404


def test_rights_count_when_it_is_downloaded(coordinator, osnabrueck, package) -> None:
    client, address = browser(coordinator), f"{URL}{package.key}/"
    membership = coordinator.memberships.get()
    membership.role = Membership.Role.STAFF
    membership.save()
    assert client.get(address).status_code == 403
    Membership.objects.filter(pk=membership.pk).delete()
    assert (client.get(address).status_code, client.get(URL).status_code) == (404, 404)
    membership.role = COORDINATOR
    membership.save(force_insert=True)
    organisation(OSNABRUECK, Organisation.Status.SUSPENDED)
    assert (client.get(address).status_code, client.get(URL).status_code) == (404, 404)
    organisation(OSNABRUECK)
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    assert client.get(address).status_code == 302
    assert ExitEvent.objects.filter(act="downloaded").count() == 0


def test_a_download_needs_a_fresh_confirmation(coordinator, package) -> None:
    coordinator.set_password("ein langer Satz über Kreise")
    coordinator.save()
    client = browser(coordinator)
    assert client.get(URL).status_code == 200
    answer = client.get(f"{URL}{package.key}/")
    assert answer["Location"].startswith("/konto/reauthenticate/")
    assert ExitEvent.objects.filter(act="downloaded").count() == 0


def test_a_package_is_gone_after_seven_days(coordinator, package) -> None:
    address = f"{URL}{package.key}/"
    late = package.made_at + timedelta(days=7)
    ExitPackage.objects.update(expires_at=timezone.now())
    assert browser(coordinator).get(address).status_code == 404
    ExitPackage.objects.update(expires_at=late)
    assert (end_packages(late - timedelta(minutes=1)), package.path.exists()) == (0, True)
    assert end_packages(late) == 1
    package.refresh_from_db()
    assert (package.state, browser(coordinator).get(address).status_code) == (State.ENDED, 404)


def test_a_file_that_is_not_there_is_a_404(coordinator, package) -> None:
    package.path.unlink()
    assert browser(coordinator).get(f"{URL}{package.key}/").status_code == 404


def test_a_former_county_takes_its_things_for_ninety_days(coordinator, osnabrueck) -> None:
    staff = person_of(osnabrueck)
    moderator = browser(person("Mona", User.PlatformRole.MODERATOR))
    left(90)
    assert browser(staff).get(URL).status_code == 404
    client = browser(coordinator)
    package = made(coordinator, osnabrueck)
    assert (client.get(URL).status_code, status(client, package)) == (200, 200)
    left(91)
    assert (client.get(URL).status_code, status(client, package)) == (403, 403)
    assert client.post(URL).status_code == 403
    # Later the moderators have it made; its last coordinator takes it away.
    assert moderator.post(URL).status_code == 302
    later = ExitPackage.objects.get(state=State.WAITING)
    assert make(later.key) is None
    assert (later.made_for_them, client.get(URL).status_code) == (True, 200)
    assert (status(client, later), status(moderator, later)) == (200, 403)
    assert client.post(URL).status_code == 403


def test_a_county_of_unknown_leaving_asks_the_moderators(coordinator) -> None:
    organisation(OSNABRUECK, Organisation.Status.FORMER)
    assert browser(coordinator).get(URL).status_code == 403


def test_moderators_are_told_why_a_suspended_county_has_none(coordinator) -> None:
    organisation(OSNABRUECK, Organisation.Status.SUSPENDED)
    answer = browser(person("Mona", User.PlatformRole.MODERATOR)).get(URL)
    assert answer.status_code == 403
    assert "nimmt zurzeit nicht teil" in answer.content.decode()


def status(client: Client, package: ExitPackage) -> int:
    answer = client.get(f"{URL}{package.key}/")
    answer.getvalue()
    return answer.status_code


def test_clicking_twice_makes_one_package(coordinator) -> None:
    client = browser(coordinator)
    client.post(URL)
    client.post(URL)
    assert ExitPackage.objects.count() == 1


def test_the_page_costs_the_same_whatever_there_is(coordinator, osnabrueck) -> None:
    client = browser(coordinator)
    counted = []
    for _round in range(2):
        for _post in range(5):
            ask(coordinator)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(URL)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_failed_package_says_so_and_can_be_asked_for_again(coordinator, osnabrueck) -> None:
    asked = request_package(actor=coordinator, organisation=osnabrueck, now=timezone.now())
    ExitPackage.objects.filter(pk=asked.pk).update(state=State.FAILED)
    client = browser(coordinator)
    assert "konnte nicht erstellt werden" in client.get(URL).content.decode()
    client.post(URL)
    states = sorted(ExitPackage.objects.values_list("state", flat=True))
    assert states == ["failed", "waiting"]
