"""A document becomes a draft: what goes where, what is refused, what is reported."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casestudies.actions.reading_in import read_in
from casestudies.models import CaseStudy
from casestudies.views import reading_in as views
from portal.kernel.content import new_key
from portal.members.models import Organisation, User
from portal.publishing.reading_in import Document, read_document
from portal.publishing.stories import story_html
from tests.factories import documents
from tests.factories.documents import docx, heading, paragraph
from tests.factories.members import HARBURG, organisation, person_of
from tests.factories.writing import newest, wanted
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db

ADDRESS = "/fallbeispiele/schreiben/einlesen/"
WORD = docx(
    documents.title("Unser Weg ins Netz"),
    paragraph("Vorweg gesagt."),
    heading("1. Hintergrund"),
    paragraph("Es war &lt;img src=x onerror=alert(1)&gt; so."),
    heading("Einzelheiten", 2),
    documents.table(("Jahr", "Fans"), ("2024", "12")),
    heading("Wetter"),
    documents.picture_elsewhere(),
    paragraph("Regen."),
    heading("Kurzfassung"),
    paragraph("In einem Satz."),
    heading("Fazit und Ausblick"),
    documents.link("Früher anfangen"),
    target="javascript:alert(2)",
)
MARKDOWN = """---
title: Kanal bei WhatsApp
channels: [whatsapp, gibt-es-nicht]
topics: recht
period_start: 2023-05
effort_hours: 120
effort_euros: viel
contact_email: presse@kreis.example
organisation: 03353
visibility: public
---
# Ein anderer Titel

Ohne Überschrift <script>alert(3)</script>.
"""


@pytest.fixture
def author() -> User:
    return person_of(organisation(), name="Anna Autorin")


def send(client: Client, content: bytes, name: str = "text.docx", **fields: str):
    file = SimpleUploadedFile(name, content, "text/html")
    return client.post(ADDRESS, {"document": file, "visibility": "members", **fields})


def test_a_word_file_becomes_a_draft_and_it_is_said_what_was_recognised(author: User) -> None:
    client = browser(author)
    answer = send(client, WORD, "egal.exe")
    page = CaseStudy.objects.get()
    assert answer.url == f"/fallbeispiele/schreiben/{page.pk}/eingelesen/"
    version = newest(page)
    assert (page.live, page.owner, version.title, version.summary) == (
        False, author, "Unser Weg ins Netz", "In einem Satz.",
    )  # fmt: skip
    assert story_html(version.starting_point).replace("\n", "") == (
        "<p>Es war &lt;img src=x onerror=alert(1)&gt; so.</p><h3>Einzelheiten</h3>"
        '<div class="kw-table-scroll" tabindex="0" role="region" aria-label="Jahr, Fans">'
        '<table class="kw-table"><thead><tr><th scope="col">Jahr</th><th scope="col">Fans</th>'
        "</tr></thead><tbody><tr><td>2024</td><td>12</td></tr></tbody></table></div>"
    )
    assert "javascript" not in story_html(version.lessons)
    assert "<h3>Wetter</h3><p>Regen.</p>" in story_html(version.body)
    html = client.get(answer.url).content.decode()
    for text in ("1. Hintergrund", "Ausgangslage", "passt zu keinem Abschnitt", "1 Bild wurde"):
        assert text in html, text


def test_markdown_says_more_in_its_first_lines(author: User) -> None:
    client = browser(author)
    answer = send(client, MARKDOWN.encode(), "notizen.txt")
    version = newest(CaseStudy.objects.get())
    assert (version.title, version.organisation, version.visibility) == (
        "Kanal bei WhatsApp", organisation(), "members",
    )  # fmt: skip
    assert [one.slug for one in version.channels.all()] == ["whatsapp"]
    assert [one.slug for one in version.topics.all()] == ["recht"]
    assert (version.period_start.isoformat(), version.effort_hours, version.effort_euros) == (
        "2023-05-01", 120, None,
    )  # fmt: skip
    assert (version.pattern, version.contact_email) == ("messenger", "presse@kreis.example")
    assert story_html(version.body) == (
        "<p>Ohne Überschrift &lt;script&gt;alert(3)&lt;/script&gt;.</p>"
    )
    html = client.get(answer.url).content.decode()
    assert "effort_euros, organisation, visibility" in html
    assert "keine Überschriften" in html


def test_a_document_is_read_in_once_for_one_form(author: User) -> None:
    for _again in range(2):
        send(browser(author), WORD, key="b" * 32)
    assert CaseStudy.objects.count() == 1


def test_what_cannot_be_read_is_said_beside_the_field(author: User) -> None:
    answer = send(browser(author), b"%PDF-1.4")
    html = answer.content.decode()
    assert (answer.status_code, "weder eine Word-Datei" in html) == (422, True)
    assert CaseStudy.objects.count() == 0


def test_who_reads_in_too_much_waits(author: User, monkeypatch) -> None:
    monkeypatch.setattr(views, "MOST_PER_HOUR", 1)
    client = browser(author)
    assert [send(client, WORD).status_code for _again in range(2)] == [302, 422]
    assert CaseStudy.objects.count() == 1


def test_nobody_reads_in_for_another_county(author: User) -> None:
    send(browser(author), WORD, organisation=str(organisation(HARBURG).pk))
    assert CaseStudy.objects.get().organisation == organisation()
    Organisation.objects.filter(pk=organisation().pk).update(status="suspended")
    refused = send(browser(author), WORD)
    assert (refused.status_code, CaseStudy.objects.count()) == (403, 1)


def test_the_report_is_for_whoever_brought_the_document(author: User) -> None:
    send(browser(author), WORD)
    page = CaseStudy.objects.get()
    colleague = browser(person_of(organisation(), name="Kollege"))
    way = f"/fallbeispiele/schreiben/{page.pk}/"
    assert colleague.get(f"{way}eingelesen/").url == way


def test_a_document_without_a_title_gets_one(author: User) -> None:
    made = read_in(
        actor=author, wanted=wanted(author, title=""), document=Document("<p>x</p>"), key=new_key()
    )
    assert made.page.title == "Fallbeispiel ohne Titel"


def test_fields_that_are_no_text_are_left_out(author: User) -> None:
    head = (
        "---\ntitle: [a]\nsummary: {b: c}\neffort_hours: -1\ncontact_email: x\n"
        "law: '# Recht'\n---\n"
    )
    made = read_in(
        actor=author,
        wanted=wanted(author, title="T"),
        document=read_document(head.encode()),
        key=new_key(),
    )
    version = newest(made.page)
    assert (version.summary, version.effort_hours, version.contact_email) == ("", None, "")
    assert story_html(version.law) == "<h3>Recht</h3>"
    assert made.unknown == ["effort_hours", "contact_email"]
