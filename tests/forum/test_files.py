"""Pictures and files in posts: known by content, bounded, and as visible as their question."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from forum.actions.drafts import save_draft
from forum.actions.files import add_file
from forum.actions.official import begin_draft, release_draft, submit_draft
from forum.jobs import forget_unused_files
from forum.models import Attachment, PostDraft, Question
from portal.kernel import files
from portal.kernel.content import new_key
from portal.kernel.files import clean_file
from portal.kernel.verdict import Refused
from portal.members.models import User
from tests.factories.care import merge, moderator, undo
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of

ADD = reverse("forum:file-add")
TYPES = "[Content_Types].xml"
OFFICE = "application/vnd.openxmlformats-officedocument."


def upload(data: bytes, name: str = "datei.bin") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture that says where it was taken."""
    out = io.BytesIO()
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010F] = "GeheimKamera"
    exif.get_ifd(0x8825)[1] = "N"
    image.save(out, format=kind, exif=exif)
    return out.getvalue()


def packed(**entries: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return out.getvalue()


def bring(person: User, data: bytes | None = None, name: str = "Foto.jpg") -> Attachment:
    clean = clean_file(upload(data or picture(), name))
    return add_file(actor=person, file=clean, now=timezone.now())


def status(client: Client, url: str) -> int:
    response = client.get(url)
    # Reading it to the end closes the file.
    assert response.getvalue() if response.streaming else True
    return response.status_code


def text_with(*attachments: Attachment) -> str:
    return "\n\n".join(f"![Ein Haus]({one.get_absolute_url()})" for one in attachments)


@pytest.mark.parametrize(
    ("data", "given", "expected"),
    [
        (picture(), "../../etc/x\u202e.php", ("x.jpg", "image/jpeg")),
        (picture("PNG"), "bild", ("bild.png", "image/png")),
        (picture("WEBP"), "!?", ("datei.webp", "image/webp")),
        (b"%PDF-1.7 ...", "Bericht.exe", ("Bericht.pdf", "application/pdf")),
        (b"a;b\n1;2", "Zahlen.csv", ("Zahlen.csv", "text/csv; charset=utf-8")),
        ("Größe".encode("cp1252"), "n.csv", ("n.csv", "text/csv; charset=windows-1252")),
        (b"<script>alert(1)</script>", "x.html", ("x.txt", "text/plain; charset=utf-8")),
        (
            packed(mimetype="application/vnd.oasis.opendocument.text"),
            "Brief.odt",
            ("Brief.odt", "application/vnd.oasis.opendocument.text"),
        ),
        (
            packed(**{TYPES: f"{OFFICE}wordprocessingml.document.main+xml"}),
            "Brief.docx",
            ("Brief.docx", f"{OFFICE}wordprocessingml.document"),
        ),
        (
            packed(**{TYPES: f"{OFFICE}spreadsheetml.sheet.main+xml"}),
            "Tabelle.xlsx",
            ("Tabelle.xlsx", f"{OFFICE}spreadsheetml.sheet"),
        ),
    ],
)
def test_the_content_says_what_it_is(data: bytes, given: str, expected: tuple[str, str]) -> None:
    clean = clean_file(upload(data, given))
    assert (clean.name, clean.content_type) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x7fELF\x00\x00",
        b"MZ\x90\x00",
        b"GIF89a\x01\x00\x01\x00",
        b"\xff\xd8\xff\x00kein Bild",
        b"PK\x03\x04kaputt",
        packed(**{"a.txt": "nur ein Archiv"}),
        packed(
            **{TYPES: f"{OFFICE}wordprocessingml.document.main+xml", "word/vbaProject.bin": "x"}
        ),
        packed(mimetype="application/vnd.oasis.opendocument.text", bomb="0" * 2_000_000),
        packed(**{f"{n}.xml": "" for n in range(60)}),
    ],
    ids=[
        "empty",
        "elf",
        "exe",
        "gif",
        "broken jpeg",
        "broken zip",
        "zip",
        "macros",
        "bomb",
        "many",
    ],
)
def test_what_we_do_not_take(data: bytes, monkeypatch: Any) -> None:
    monkeypatch.setattr(files, "MOST_UNPACKED", 1_000_000)
    monkeypatch.setattr(files, "MOST_ENTRIES", 50)
    with pytest.raises(ValidationError):
        clean_file(upload(data, "Brief.docx"))


def test_too_large_and_too_many_pixels(monkeypatch: Any) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    with pytest.raises(ValidationError):
        clean_file(upload(b"%PDF-1.7 0123456789"))
    monkeypatch.undo()
    monkeypatch.setattr("portal.kernel.pictures.MOST_PIXELS", 100)
    with pytest.raises(ValidationError):
        clean_file(upload(picture()))


def test_pictures_lose_place_and_camera(harburg: User) -> None:
    assert b"GeheimKamera" in picture()
    with bring(harburg).file.open("rb") as file:
        data = file.read()
    assert b"GeheimKamera" not in data
    assert dict(Image.open(io.BytesIO(data)).getexif()) == {}


def test_served_to_whom_the_question_is_for(
    client: Client, harburg: User, osnabrueck: User
) -> None:
    brought = bring(harburg)
    url = brought.get_absolute_url()

    def statuses() -> dict[str, int]:
        seen = {}
        for name, user in {"harburg": harburg, "osnabrueck": osnabrueck, "public": None}.items():
            reader = Client()
            if user:
                reader.force_login(user)
            seen[name] = status(reader, url)
        return seen

    assert statuses() == {"harburg": 200, "osnabrueck": 404, "public": 404}
    question = ask(harburg, body=text_with(brought), visibility="members")
    assert statuses() == {"harburg": 200, "osnabrueck": 200, "public": 404}
    Question.objects.filter(pk=question.pk).update(visibility="public")
    assert statuses() == {"harburg": 200, "osnabrueck": 200, "public": 200}
    Question.objects.filter(pk=question.pk).update(visibility="county")
    assert statuses() == {"harburg": 200, "osnabrueck": 404, "public": 404}


def test_an_answers_file_follows_its_question(
    client: Client, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg, visibility="members")
    brought = bring(osnabrueck)
    answer(osnabrueck, question, text_with(brought))
    assert status(client, brought.get_absolute_url()) == 404
    client.force_login(harburg)
    assert status(client, brought.get_absolute_url()) == 200


def test_documents_are_handed_out_never_shown(client: Client, harburg: User) -> None:
    brought = bring(harburg, b"<script>alert(1)</script>", 'x";evil=".html')
    client.force_login(harburg)
    response = client.get(brought.get_absolute_url())
    assert response.getvalue() == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="xevil.txt"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-cache"


def test_the_file_has_no_public_path(client: Client, harburg: User) -> None:
    brought = bring(harburg)
    client.force_login(harburg)
    assert client.get(f"/medien/{brought.file.name}").status_code == 404


def test_nobody_takes_anothers_upload(harburg: User, osnabrueck: User, client: Client) -> None:
    brought = bring(harburg)
    ask(osnabrueck, body=text_with(brought), visibility="public")
    brought.refresh_from_db()
    assert (brought.question, brought.uploader) == (None, harburg)
    assert status(client, brought.get_absolute_url()) == 404


def test_the_text_shows_own_pictures_and_no_others(harburg: User) -> None:
    brought = bring(harburg)
    url = brought.get_absolute_url()
    body = (
        f'![Ein "Haus" > @x]({url}) ![nur Schmuck]({url})'
        " ![fremd](https://boese.example/p.png) ![auch](/konto/abmelden/) <img src=x>"
    )
    question = ask(harburg, body=body)
    assert question.body_html.count("<img") == 2
    assert f'<img src="{url}" alt="Ein &quot;Haus&quot; › @x" loading="lazy">' in question.body_html
    assert f'<img src="{url}" alt="" loading="lazy">' in question.body_html
    assert "boese.example" not in question.body_html


@pytest.mark.parametrize("alt", ["", "Was zeigt das Bild?", " "])
def test_a_picture_needs_a_description(client: Client, harburg: User, alt: str) -> None:
    client.force_login(harburg)
    body = f"![{alt}]({bring(harburg).get_absolute_url()})"
    fields = {"title": "Was ist auf dem Bild?", "body": body, "visibility": "members"}
    response = client.post(reverse("forum:question-ask"), fields)
    assert (response.status_code, Question.objects.count()) == (422, 0)
    client.post(reverse("forum:question-ask"), fields | {"body": body.replace(alt, "Haus", 1)
                if alt else body.replace("![", "![nur Schmuck", 1)})  # fmt: skip
    assert Question.objects.count() == 1


def test_without_scripts_the_file_goes_to_the_end_of_the_draft(
    client: Client, harburg: User
) -> None:
    client.force_login(harburg)
    response = client.post(
        ADD,
        {
            "place": "question", "title": "Mein Titel", "body": "Mein Text",
            "file": upload(picture(), "Foto.jpg"), "description": "Ein [altes] Haus",
        },
    )  # fmt: skip
    assert response["Location"] == reverse("forum:question-ask")
    url = Attachment.objects.get().get_absolute_url()
    assert PostDraft.objects.get().fields == {
        "title": ["Mein Titel"],
        "body": [f"Mein Text\n\n![Ein (altes) Haus]({url})\n"],
    }


def test_a_refused_file_leaves_the_text(client: Client, harburg: User) -> None:
    client.force_login(harburg)
    data = {"place": "question", "body": "Mein Text", "file": upload(b"MZ\x90\x00", "x.pdf")}
    client.post(ADD, data)
    assert (Attachment.objects.count(), PostDraft.objects.get().fields) == (
        0,
        {"body": ["Mein Text"]},
    )


def test_a_script_gets_the_words_for_the_text(client: Client, harburg: User) -> None:
    client.force_login(harburg)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    told = client.post(ADD, {"quiet": "1", "file": upload(picture(), "Foto.jpg")}).json()
    url = Attachment.objects.get().get_absolute_url()
    assert told == {"text": f"![Was zeigt das Bild?]({url})"}
    refused = client.post(ADD, {"quiet": "1", "file": upload(b"\x00", "x.pdf")})
    assert refused.status_code == 422
    assert list(refused.json()) == ["said"]


def test_strangers_bring_nothing(client: Client, harburg: User) -> None:
    organisation("03353", "guest")
    client.force_login(harburg)
    assert client.post(ADD, {"quiet": "1", "file": upload(picture())}).status_code == 403
    assert Attachment.objects.count() == 0


def test_uploads_are_bounded(harburg: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("forum.actions.files.MOST_UNUSED", 1)
    bring(harburg)
    with pytest.raises(Refused):
        bring(harburg)


def test_unused_files_go_after_a_day(harburg: User, osnabrueck: User) -> None:
    bring(harburg)
    used, drafted = bring(harburg), bring(harburg)
    others = bring(osnabrueck)
    ask(harburg, body=text_with(used))
    # What somebody else's draft names is no reason to keep it.
    fields = {"body": [text_with(drafted, others)]}
    save_draft(actor=harburg, place="question", fields=fields, key="", now=timezone.now())
    now = timezone.now()
    assert forget_unused_files(now + timedelta(hours=23)) == 0
    assert forget_unused_files(now + timedelta(hours=25)) == 2
    assert set(Attachment.objects.all()) == {used, drafted}


def test_behind_a_veil_pictures_only_and_nameless(harburg: User) -> None:
    for ags in (OSNABRUECK, "03351", "03359", "03460"):
        organisation(ags)
    brought = bring(harburg, name="Rathaus Harburg.jpg")
    paper = bring(harburg, b"%PDF-1.7", "Harburg.pdf")
    from forum.actions.posting import ask_question
    from portal.kernel.content import new_key
    from tests.factories.forum import draft

    def hidden(body: str) -> Question:
        return ask_question(
            actor=harburg,
            organisation=harburg.memberships.get().organisation,
            draft=draft(body=body, visibility="public"),
            key=new_key(),
            now=timezone.now(),
            confidential=True,
        )

    with pytest.raises(Refused):
        hidden(f"[Papier]({paper.get_absolute_url()})")
    hidden(text_with(brought))
    brought.refresh_from_db()
    assert (brought.uploader, brought.name) == (None, "bild")
    response = Client().get(brought.get_absolute_url())
    assert response.getvalue().startswith(b"\xff\xd8\xff")
    assert "arburg" not in str(dict(response.headers))


def test_an_erased_account_takes_its_unused_files_along(harburg: User) -> None:
    from forum.personal_data import FORUM

    bring(harburg)
    used = bring(harburg)
    ask(harburg, body=text_with(used))
    FORUM.erase(harburg)
    assert list(Attachment.objects.all()) == [used]


def test_person_of_another_county_reads_a_public_picture(harburg: User) -> None:
    brought = bring(harburg)
    ask(harburg, body=text_with(brought), visibility="public")
    reader = Client()
    reader.force_login(person_of(organisation("01054", "guest")))
    response = reader.get(brought.get_absolute_url())
    assert response.getvalue().startswith(b"\xff\xd8\xff")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="Foto.jpg"'


def test_a_draft_for_the_county_shows_its_pictures_to_the_county_and_its_answer_to_all(
    harburg: User, harburg_coordinator: User, osnabrueck: User
) -> None:
    question, now = ask(osnabrueck, visibility="public"), timezone.now()
    brought = bring(harburg)
    draft = begin_draft(
        actor=harburg,
        organisation=organisation(HARBURG),
        question=question,
        body=text_with(brought),
        key=new_key(),
        now=now,
    )
    assert "<img" in draft.body_html
    releaser, other, url = Client(), Client(), brought.get_absolute_url()
    releaser.force_login(harburg_coordinator)
    other.force_login(osnabrueck)
    assert (status(releaser, url), status(other, url), status(Client(), url)) == (200, 404, 404)
    assert forget_unused_files(now + timedelta(days=2)) == 0
    submit_draft(actor=harburg, draft=draft, version=1, now=now)
    given = release_draft(actor=harburg_coordinator, draft=draft, version=1, now=now)
    assert Attachment.objects.get().answer == given
    assert (status(other, url), status(Client(), url)) == (200, 200)


def test_a_merged_questions_picture_is_seen_by_whoever_reads_where_it_stands_now(
    harburg: User, osnabrueck: User
) -> None:
    brought = bring(harburg)
    merged = ask(harburg, visibility="public", body=text_with(brought))
    survivor = ask(osnabrueck, visibility="members")
    url = brought.get_absolute_url()
    assert status(Client(), url) == 200
    act = merge(moderator(), merged, survivor)
    member = Client()
    member.force_login(osnabrueck)
    assert (status(member, url), status(Client(), url)) == (200, 404)
    undo(moderator(), act)
    assert status(Client(), url) == 200
