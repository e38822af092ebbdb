"""Pictures and downloads are read by those who may read a page that uses them."""

import json
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image

from casestudies.actions import NewAttachment
from casestudies.models import CaseStudy
from portal.members.models import User
from portal.publishing.models import Download, Picture
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, organisation, person_of
from tests.publishing.conftest import browser

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the file it makes a rendition from to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
]


def picture(title: str = "Rathaus", by: User | None = None) -> Picture:
    content = BytesIO()
    Image.new("RGB", (40, 30), "red").save(content, "PNG")
    file = ImageFile(content, name="rathaus.png")
    return Picture.objects.create(title=title, uploaded_by_user=by, file=file)


def shown_in(page: CaseStudy, image: Picture) -> CaseStudy:
    value = {"image": image.pk, "alt": "Das Rathaus", "caption": "Foto: Kreis"}
    page.body = json.dumps([{"type": "picture", "value": value}])
    page.save()
    return page


def attached(visibility: str) -> Download:
    file = NewAttachment("Netiquette", "netiquette.pdf", b"%PDF-1.4")
    page = case_study(organisation(), visibility=visibility, attachments=[file])
    return page.attachments.get().download


def found(client: Client, address: str) -> bool:
    answer = client.get(address)
    # Read to its end, as a browser does; closing it early would close the test's connection.
    answer.getvalue()
    return answer.status_code != 404


def thumbnail(image: Picture) -> str:
    return image.get_rendition("max-165x165").url


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("public", {"anonymous", "neighbour", "own", "moderator"}),
        ("members", {"neighbour", "own", "moderator"}),
        ("county", {"own"}),
    ],
)
def test_a_file_is_read_by_the_readers_of_its_page(visibility, readers, moderator) -> None:
    browsers = {
        "anonymous": Client(),
        "neighbour": browser(person_of(organisation(HARBURG))),
        "own": browser(person_of(organisation())),
        "moderator": browser(moderator),
    }
    file = attached(visibility)
    image = picture()
    shown_in(case_study(organisation(), visibility=visibility), image)
    for address in (file.url, f"/datei/{file.pk}/", f"/bild/{image.pk}/", thumbnail(image)):
        may = {name for name, client in browsers.items() if found(client, address)}
        assert may == readers, address


def test_a_file_of_a_draft_is_not_public() -> None:
    page = shown_in(case_study(organisation()), image := picture())
    page.unpublish()
    assert Client().get(f"/bild/{image.pk}/").status_code == 404


def test_a_file_without_a_page_is_the_uploaders(moderator, own_moderator) -> None:
    image = picture(by=own_moderator)
    address = f"/bild/{image.pk}/"
    assert not found(Client(), address)
    assert not found(browser(moderator), address)
    assert found(browser(own_moderator), address)


def test_originals_have_no_address() -> None:
    image = picture()
    shown_in(case_study(organisation()), image)
    assert Client().get(image.file.url).status_code == 404
    assert Client().get("/medien/../secret_key").status_code == 404


def test_a_picture_is_kept_by_its_readers_browser_only() -> None:
    shown_in(case_study(organisation()), image := picture())
    answer = Client().get(f"/bild/{image.pk}/")
    answer.close()
    assert answer["Cache-Control"] == "private, max-age=600"
    assert answer["Content-Type"] == "image/png"


def test_the_page_shows_the_picture_with_its_text(client) -> None:
    page = shown_in(case_study(organisation()), image := picture())
    html = client.get(page.get_absolute_url()).content.decode()
    assert f'<img src="/bild/{image.pk}/" alt="Das Rathaus" width="40" height="30"' in html
    assert "<figcaption>Foto: Kreis</figcaption>" in html


def test_files_of_an_internal_page_are_hidden_in_the_cms(outsider, insider) -> None:
    file = attached("county")
    image = picture("Innenhof Zirbelnuss")
    shown_in(case_study(organisation(), visibility="county"), image)
    for client, status in ((outsider, 404), (insider, 200)):
        assert client.get(f"/cms/documents/edit/{file.pk}/").status_code == status
        assert client.get(f"/cms/images/{image.pk}/").status_code == status
        assert client.get(f"/cms/images/{image.pk}/delete/").status_code == status
        assert client.get(f"/cms/images/chooser/chosen/{image.pk}/").status_code == status
        assert client.get(f"/cms/documents/chooser/chosen/{file.pk}/").status_code == status
    for address, title in (
        ("/cms/images/", "Zirbelnuss"),
        ("/cms/images/?q=Innenhof", "Zirbelnuss"),
        ("/cms/images/chooser/", "Zirbelnuss"),
        ("/cms/images/chooser/results/?q=Innenhof", "Zirbelnuss"),
        ("/cms/documents/", "netiquette"),
        ("/cms/documents/chooser/", "netiquette"),
    ):
        assert title not in outsider.get(address).content.decode().replace(
            "Innenhof&quot;", ""
        ).replace('value="Innenhof"', ""), address
    assert "netiquette" in insider.get("/cms/documents/").content.decode()
