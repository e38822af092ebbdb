"""Pictures and files that come into the CMS: known by content, telling only what one sees.

Every way in is tried: the form, several at once, the chooser, replacement, import.
"""

import io
import json
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import call_command
from PIL import Image, ImageCms, PngImagePlugin
from wagtail.models import UploadedFile

from casestudies.actions import NewAttachment
from portal.kernel.files import clean_picture
from portal.publishing.models import Download, Picture
from portal.publishing.upload_forms import replace_content
from tests.factories.casestudies import case_study
from tests.factories.members import organisation
from tests.publishing.test_files import picture as stored_picture
from tests.publishing.test_files import shown_in

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the file it makes a rendition from to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*(SpooledTemporaryFile|FileIO name=[0-9]).*:"
        "pytest.PytestUnraisableExceptionWarning"
    ),
]
SECRET = "Zirbelnuss"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"
OFFICE = "application/vnd.openxmlformats-officedocument."
ADD_PICTURE, ADD_FILE = "/cms/images/add/", "/cms/documents/add/"
SEVERAL_PICTURES, SEVERAL_FILES = "/cms/images/multiple/add/", "/cms/documents/multiple/add/"
CHOOSER = "/cms/images/chooser/create/"


def telling(kind: str) -> bytes:
    """A picture lying on its side, with place, camera, comments, and something at its end."""
    image = Image.new("RGB", (40, 20), "teal")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = SECRET
    exif.get_ifd(0x8825)[1] = "N"
    more: dict = {"exif": exif, "icc_profile": PROFILE}
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    if kind == "PNG":
        more["pnginfo"] = info = PngImagePlugin.PngInfo()
        info.add_text("Comment", SECRET)
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
    else:
        more["xmp"] = xmp
    if kind == "JPEG":
        more["comment"] = SECRET
    out = io.BytesIO()
    image.save(out, format=kind, **more)
    return out.getvalue() + SECRET.encode()


def office(kind: str, **more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types ContentType="{OFFICE}{kind}.main+xml"/>')
        for name, text in more.items():
            archive.writestr(name, text)
    return out.getvalue()


def content_of(stored: Picture | Download) -> bytes:
    with stored.file.open("rb") as file:
        return file.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_colours_and_its_way_up_and_nothing_else(kind, insider) -> None:
    data = telling(kind)
    assert data.count(SECRET.encode()) > 1
    insider.post(ADD_PICTURE, {"title": "x", "file": ContentFile(data, name=f"x.{kind.lower()}")})
    kept = Picture.objects.get()
    drawn = Image.open(io.BytesIO(content_of(kept)))
    assert (drawn.format, drawn.size, (kept.width, kept.height)) == (kind, (20, 40), (20, 40))
    assert drawn.info["icc_profile"] == PROFILE
    assert dict(drawn.getexif()) == {}
    assert SECRET.encode() not in content_of(kept)
    assert kept.file_size == len(content_of(kept))
    rendition = kept.get_rendition("max-165x165")
    with rendition.file.open("rb") as file:
        assert SECRET.encode() not in file.read()


@pytest.mark.parametrize("way", ["several", "chooser", "replaced", "several, a field is wrong"])
def test_every_way_in_draws_pictures_anew(way, insider, own_moderator) -> None:
    file = ContentFile(telling("JPEG"), name="haus.jpg")
    if way == "several":
        insider.post(SEVERAL_PICTURES, {"title": "x", "files[]": file, "collection": 1})
    elif way == "chooser":
        insider.post(CHOOSER, {"image-chooser-upload-title": "x",
                               "image-chooser-upload-file": file})  # fmt: skip
    elif way == "replaced":
        old = stored_picture(by=own_moderator)
        insider.post(f"/cms/images/{old.pk}/", {"title": "x", "file": file})
    else:
        insider.post(SEVERAL_PICTURES, {"title": "x" * 300, "files[]": file, "collection": 1})
    kept = UploadedFile.objects.get() if "wrong" in way else Picture.objects.get()
    assert SECRET.encode() not in content_of(kept)
    assert len(content_of(kept)) > 300


def test_a_large_upload_is_cleaned_on_the_disk() -> None:
    upload = TemporaryUploadedFile("haus.jpg", "image/jpeg", 0, None)
    upload.write(telling("JPEG"))
    upload.seek(0)
    clean = clean_picture(upload)
    replace_content(upload, clean)
    upload.flush()
    with open(upload.temporary_file_path(), "rb") as file:  # noqa: PTH123 - as storage does
        assert file.read() == clean.data
    upload.close()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.svg", SVG),
        ("x.png", SVG),
        ("x.png", b"<html><script>1</script>"),
        ("x.jpg", b"\xff\xd8\xff" + b"x" * 100),
        ("x.gif", b"GIF89a" + b"x" * 100),
    ],
)
def test_what_is_no_picture_is_refused_in_every_form(name, data, insider) -> None:
    answers = [
        insider.post(ADD_PICTURE, {"title": "x", "file": ContentFile(data, name=name)}),
        insider.post(SEVERAL_PICTURES, {"title": "x", "files[]": ContentFile(data, name=name)}),
        insider.post(CHOOSER, {"image-chooser-upload-title": "x",
                               "image-chooser-upload-file": ContentFile(data, name=name)}),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (Picture.objects.count(), UploadedFile.objects.count()) == (0, 0)


def test_a_picture_with_too_many_pixels_is_refused_with_a_sentence(insider) -> None:
    out = io.BytesIO()
    Image.new("1", (6_000, 5_000)).save(out, "PNG")
    answer = insider.post(ADD_PICTURE, {"title": "x", "file": ContentFile(out.getvalue(), "x.png")})
    assert "30000000" in answer.content.decode().replace(".", "")
    assert Picture.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("bericht.pdf", b"%PDF-1.7 ...", "bericht.pdf"),
        ("bericht.docx", b"%PDF-1.7 ...", "bericht.pdf"),
        ("folien.pptx", office("presentationml.presentation"), "folien.pptx"),
        ("liste.xlsx", office("spreadsheetml.sheet"), "liste.xlsx"),
        ("html.txt", b"<html><script>alert(1)</script>", "html.txt"),
        ("x.pdf", b"MZ\x00\x00", None),
        ("x.pdf", b"", None),
        ("x.docx", b"PK\x03\x04" + b"x" * 50, None),
        ("x.docx", office("wordprocessingml.document", **{"word/vbaProject.bin": "x"}), None),
        ("x.docx", office("wordprocessingml.document", bomb="0" * 110_000_000), None),
        ("x.txt", telling("PNG"), None),
        ("x.html", b"<html>", "x.txt"),
    ],
)
def test_a_file_is_what_its_content_says(name, data, kept, insider) -> None:
    insider.post(ADD_FILE, {"title": "x", "file": ContentFile(data, name=name)})
    one = [file.filename for file in Download.objects.all()]
    insider.post(SEVERAL_FILES, {"title": "x", "files[]": ContentFile(data, name=name)})
    assert one == ([kept] if kept else [])
    assert Download.objects.count() == 2 * len(one)


def test_an_import_takes_no_file_that_is_something_else() -> None:
    html = NewAttachment("Regeln", "regeln.pdf", b"<html>")
    with pytest.raises(ValidationError):
        case_study(organisation(), attachments=[html])
    assert Download.objects.count() == 0


def test_files_are_kept_and_not_opened_by_a_browser(client) -> None:
    page = case_study(
        organisation(), attachments=[NewAttachment("Regeln", "regeln.pdf", b"%PDF-1.4")]
    )
    file = page.attachments.get().download
    shown_in(page, image := stored_picture())
    for address, disposition in (
        (file.url, 'attachment; filename="regeln.pdf"'),
        (f"/bild/{image.pk}/", None),
        (image.get_rendition("max-165x165").url, None),
    ):
        answer = client.get(address)
        answer.getvalue()
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"].startswith("private")
        if disposition:
            assert answer["Content-Disposition"] == disposition


def test_pictures_of_earlier_are_cleaned_once(capsys) -> None:
    plain = stored_picture()
    before = content_of(plain)
    old = Picture.objects.create(
        title="alt", file=SimpleUploadedFile("alt.jpg", telling("JPEG")), width=40, height=20
    )
    name = old.file.name
    old.get_rendition("max-165x165")
    call_command("clean_pictures")
    call_command("clean_pictures")
    old.refresh_from_db()
    assert SECRET.encode() not in content_of(old)
    assert (old.file.name, old.width, old.height, old.renditions.count()) == (name, 20, 40, 0)
    assert content_of(plain) == before
    assert [one for one in capsys.readouterr().out if one.isdigit()] == ["1", "0"]


def story(**value: object) -> str:
    return json.dumps([{"type": "picture", "value": {"caption": "", **value}}])


def test_whose_a_picture_is_stands_below_it_and_follows_its_changes(insider, client) -> None:
    image = stored_picture()
    page = shown_in(case_study(organisation()), image)
    internal = shown_in(case_study(organisation(), visibility="county"), image)
    address = page.get_absolute_url()
    assert "<figcaption>Foto: Kreis</figcaption>" in client.get(address).content.decode()
    insider.post(
        f"/cms/images/{image.pk}/",
        {
            "title": "x",
            "credit": "<Ada> Beispiel",
            "rights_holder": "Kreis",
            "licence": "CC-BY-4.0",
        },
    )
    assert (
        '<figcaption>Foto: Kreis <small class="kw-rights">&lt;Ada&gt; Beispiel · © Kreis · '
        '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/deed.de">CC BY 4.0</a>'
        "</small></figcaption>"
    ) in client.get(address).content.decode()
    internal.refresh_from_db()
    assert "&lt;Ada&gt;" in internal.html["body"]
