"""A county takes its things along: packed here, downloaded, taken in by an empty installation."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from portal.demo.story import PASSWORD
from tests.journeys.site import Installation, installation
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(1_200)]

COORDINATOR = "m.brandt@lk-osnabrueck.example"
HARBURG = "k.wiebusch@lk-harburg.example"
PAGE = "/kreise/landkreis-osnabrueck/paket/"
COUNT = """
from portal.members.estates import all_kinds
from portal.members.models import Organisation
import json
county = Organisation.objects.get(slug="landkreis-osnabrueck")
print("COUNTS", json.dumps({kind.name: kind.count(county) for kind in all_kinds() if kind.count}))
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Installation]:
    """A second installation, as `migrate` leaves it."""
    with installation(tmp_path, DEMO="off", MFA_REQUIRED="off") as made:
        yield made


def counts(site: Installation) -> dict[str, int]:
    """Return how much of each kind the county owns on an installation."""
    printed = site.must_run("shell", "--no-imports", "-c", COUNT)
    return json.loads(printed.split("COUNTS", 1)[1])


def test_a_county_takes_its_things_to_another_installation(
    site: Installation, elsewhere: Installation, browser: Browser, tmp_path: Path
) -> None:
    visitor = Visitor(browser, site.base)
    visitor.log_in(COORDINATOR)
    visitor.open(PAGE)
    visitor.press("Paket erstellen")
    assert "Sobald es fertig ist, erhalten Sie eine E-Mail" in visitor.text()
    # The page looks again by itself, and says so once.
    visitor.page.get_by_role("link", name="Paket herunterladen").wait_for(timeout=60_000)
    assert visitor.page.locator("[data-refresh-says]").inner_text() == "Das Paket ist fertig"
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="Paket herunterladen").click()
        # What is downloaded is worth a second look at who does it.
        visitor.page.wait_for_url("**/reauthenticate/**")
        visitor.page.fill("#id_password", PASSWORD)
        visitor.page.locator("main form").first.locator("button[type=submit]").click()
    visitor.open(PAGE)
    visitor.check()
    package = tmp_path / download.value.suggested_filename
    download.value.save_as(package)
    assert package.name.startswith("kreiswissen-landkreis-osnabrueck-")

    with zipfile.ZipFile(package) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        (tmp_path / "inhalt.html").write_bytes(archive.read("inhalt.html"))
    said = elsewhere.must_run("import_package", str(package))
    assert manifest["instance"] in said
    there = counts(elsewhere)
    assert there == counts(site)
    assert there == {kind: manifest["counts"][kind] for kind in there}
    assert (there["question"] > 0, there["case_study"] > 0, there["channel"] > 0) == (True,) * 3
    found_elsewhere(elsewhere, browser)
    listing_is_readable(visitor, tmp_path / "inhalt.html", site)
    mails = "".join(path.read_text() for path in (site.folder / "mail").iterdir())
    assert "Das Austrittspaket ist fertig" in mails
    visitor.leave()


def found_elsewhere(elsewhere: Installation, browser: Browser) -> None:
    """What came along is found and read there."""
    with elsewhere.serving():
        reader = Visitor(browser, elsewhere.base)
        reader.open("/suche/?q=Facebook")
        assert "Landkreis Osnabrück" in reader.text()
        reader.leave()


def listing_is_readable(visitor: Visitor, listing: Path, site: Installation) -> None:
    """`inhalt.html` stands alone, and is accessible."""
    visitor.page.goto(listing.as_uri())
    assert "Austrittspaket: Landkreis Osnabrück" in visitor.text()
    visitor.check()
    visitor.open("/")


@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_the_page_is_accessible_in_both_languages(
    site: Installation, browser: Browser, language: str
) -> None:
    visitor = Visitor(browser, site.base, language)
    visitor.page.goto(f"{site.base}/konto/login/")
    visitor.page.fill("#id_login", HARBURG)
    visitor.page.fill("#id_password", PASSWORD)
    visitor.page.locator("main form").first.locator("button[type=submit]").click()
    visitor.open("/kreise/landkreis-harburg/paket/")
    assert visitor.page.get_attribute("html", "lang") == language[:2]
    visitor.check()
    visitor.leave()
