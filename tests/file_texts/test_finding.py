"""A file is found where its page is, by whoever may read the page, and by nobody else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex

from casestudies.models import Attachment as PageFile
from casestudies.models import CaseStudy
from forum.actions.posting import Draft, answer_question, edit_question
from forum.documents import documents
from forum.models import Attachment, Question
from portal.file_texts.jobs import forget_texts, look_for_files
from portal.file_texts.models import FileText, ReadFile
from portal.kernel.content import new_key
from portal.members.models import User
from portal.outbox.models import Entry
from portal.publishing.models import Download
from search.doctor import examine
from search.models import Word
from search.port import Query
from search.service import SearchPage, search
from search.vocabulary import Vocabulary
from tests.factories.casestudies import case_study
from tests.factories.files import bring, docx_of, locked_pdf, odt, pdf
from tests.factories.forum import ask

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()
Deliver = Callable[[], None]


def looked_up(reader: Any, text: str) -> SearchPage:
    tokens = {"public"} if reader is ANYBODY else {"public", "members"}
    if reader is not ANYBODY:
        tokens |= {f"org:{one.organisation_id}" for one in reader.memberships.all()}
    return search(reader, Query(text=text, audience=frozenset(tokens)))


def titles(reader: Any, text: str) -> list[str]:
    return [hit.plain_title for hit in looked_up(reader, text).hits]


def ask_with(author: User, name: str, content: bytes, **fields: Any) -> Question:
    """Ask a question whose text names a file."""
    file = bring(author, name, content)
    body = f"Hier unsere Unterlage: [{file.name}]({file.get_absolute_url()})"
    return ask(author, **({"title": "Unterlage", "visibility": "public", "body": body} | fields))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Leitfaden.pdf", pdf("Deckblatt", "Der Zirbelnussbeauftragte entscheidet.")),
        ("Leitfaden.docx", docx_of("Der Zirbelnussbeauftragte entscheidet.")),
        ("Leitfaden.odt", odt(["Der Zirbelnussbeauftragte entscheidet."])),
        ("Leitfaden.txt", b"Der Zirbelnussbeauftragte entscheidet."),
    ],
)
def test_a_hit_names_the_file_and_leads_to_its_page(
    harburg: User, deliver: Deliver, client: Client, name: str, content: bytes
) -> None:
    question = ask_with(harburg, name, content)
    deliver()
    (hit,) = looked_up(ANYBODY, "Zirbelnussbeauftragter").hits
    assert (hit.files, hit.url) == ((name,), question.get_absolute_url())
    assert "<mark>Zirbelnussbeauftragte</mark>" in hit.snippet
    shown = client.get(reverse("search:results"), {"q": "Zirbelnussbeauftragter"})
    assert f"<strong>{name}</strong>" in shown.content.decode()
    # What the page says itself is not said of the file.
    assert looked_up(ANYBODY, "Unterlage").hits[0].files == ()


def test_who_may_not_read_the_page_finds_nothing_of_its_file(
    harburg: User, osnabrueck: User, deliver: Deliver, words: Vocabulary
) -> None:
    ask_with(harburg, "a.txt", b"Zirbelnuss", visibility="members")
    deliver()
    assert titles(osnabrueck, "Zirbelnuss") == ["Unterlage"]
    for typed in ("Zirbelnuss", "Zirbelnuß", "Zirbelnusz", "a.txt"):
        page = looked_up(ANYBODY, typed)
        assert (page.total, page.hits, page.corrected, page.facets["kind"]) == (0, (), (), ())
    assert set(Word.objects.filter(text="zirbelnuss").values_list("audience", flat=True)) == {
        "members"
    }


def test_withdrawal_hides_it_at_once_while_the_outbox_is_stuck(
    harburg: User, osnabrueck: User, deliver: Deliver
) -> None:
    question = ask_with(harburg, "a.txt", b"Zirbelnuss")
    deliver()
    assert titles(ANYBODY, "Zirbelnuss") == ["Unterlage"]
    narrowed = Draft(title="Unterlage", body=question.body, visibility="members")
    edit_question(
        actor=harburg,
        question=question,
        draft=narrowed,
        version=question.version,
        now=timezone.now(),
    )
    assert titles(ANYBODY, "Zirbelnuss") == []
    deliver()
    assert (titles(ANYBODY, "Zirbelnuss"), titles(osnabrueck, "Zirbelnuss")) == ([], ["Unterlage"])


def test_what_a_later_version_does_not_name_is_not_found(harburg: User, deliver: Deliver) -> None:
    question = ask_with(harburg, "a.txt", b"Zirbelnuss")
    deliver()
    edit_question(
        actor=harburg,
        question=question,
        draft=Draft(title="Unterlage", body="Ohne Datei.", visibility="public"),
        version=question.version,
        now=timezone.now(),
    )
    deliver()
    assert titles(ANYBODY, "Zirbelnuss") == []


def test_files_of_answers_belong_to_the_question(
    harburg: User, osnabrueck: User, deliver: Deliver
) -> None:
    question = ask(harburg, title="Wer weiß es?", visibility="public")
    file = bring(osnabrueck, "Antwort.pdf", pdf("Zirbelnuss"))
    answer_question(
        actor=osnabrueck,
        organisation=osnabrueck.memberships.get().organisation,
        question=question,
        body=f"[Antwort]({file.get_absolute_url()})",
        key=new_key(),
        now=timezone.now(),
    )
    # Brought, but not used yet: nobody's page has it.
    bring(osnabrueck, "Entwurf.txt", b"Quittengelee")
    deliver()
    look_for_files(timezone.now())
    deliver()
    (hit,) = looked_up(ANYBODY, "Zirbelnuss").hits
    assert (hit.plain_title, hit.files) == ("Wer weiß es?", ("Antwort.pdf",))
    assert titles(osnabrueck, "Quittengelee") == []
    assert examine().pending == set()
    assert not any(one.kind == "question" for one in examine().differences)


def test_authors_are_told_what_the_search_cannot_read(
    harburg: User, osnabrueck: User, deliver: Deliver, client: Client
) -> None:
    question = ask_with(harburg, "Geheim.pdf", locked_pdf("Zirbelnuss", "x"))
    deliver()
    client.force_login(harburg)
    page = client.get(reverse("forum:question-edit", args=[question.pk])).content.decode()
    assert "Geheim.pdf" in page
    assert str(FileText.State.LOCKED.label) in page
    assert titles(harburg, "Zirbelnuss") == []


@pytest.fixture
def page(osnabrueck: User) -> CaseStudy:
    """A published case study with a file to take away."""
    made = case_study(osnabrueck.memberships.get().organisation, title="Fallbeispiel")
    download = Download(title="Vorlage")
    download.file.save("Vorlage.pdf", ContentFile(pdf("Zirbelnuss")), save=False)
    download._set_document_file_metadata()
    download.file.close()
    download.save()
    PageFile.objects.create(page=made, download=download)
    ReferenceIndex.create_or_update_for_object(made)
    look_for_files(timezone.now())
    return made


def test_a_pages_files_are_found_and_go_with_the_page(page: CaseStudy, deliver: Deliver) -> None:
    deliver()
    (hit,) = looked_up(ANYBODY, "Zirbelnuss").hits
    assert (hit.plain_title, hit.url) == ("Fallbeispiel", page.get_absolute_url())
    assert hit.files[0].startswith("Vorlage")
    page.unpublish()
    assert titles(ANYBODY, "Zirbelnuss") == []
    deliver()
    assert titles(ANYBODY, "Zirbelnuss") == []


def test_a_replaced_file_is_found_by_what_it_says_now(page: CaseStudy, deliver: Deliver) -> None:
    deliver()
    download = Download.objects.get()
    download.file.save("Neu.pdf", ContentFile(pdf("Quittengelee")), save=False)
    download._set_document_file_metadata()
    download.file.close()
    download.save()
    deliver()
    assert titles(ANYBODY, "Zirbelnuss") == []
    (hit,) = looked_up(ANYBODY, "Quittengelee").hits
    assert hit.files == (download.filename,)
    forget_texts(timezone.now())
    assert list(FileText.objects.values_list("text", flat=True)) == ["Quittengelee"]


def test_a_deleted_file_is_gone_from_the_search_and_forgotten(
    page: CaseStudy, deliver: Deliver
) -> None:
    deliver()
    Download.objects.all().delete()
    deliver()
    assert titles(ANYBODY, "Zirbelnuss") == []
    assert forget_texts(timezone.now()) == 1
    assert (ReadFile.objects.count(), FileText.objects.count()) == (0, 0)


def test_what_is_read_is_not_read_again(
    harburg: User, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_with(harburg, "a.txt", b"Zirbelnuss")
    deliver()
    monkeypatch.setattr("portal.file_texts.reactions.read_text", None)
    assert look_for_files(timezone.now()) == 0
    ask(harburg, title="Ohne Datei")
    deliver()
    assert not Entry.objects.exclude(failed_at=None).exists()
    assert forget_texts(timezone.now()) == 0
    Attachment.objects.all().delete()
    assert forget_texts(timezone.now()) == 1


def test_reading_stops_in_time_and_goes_on_with_its_next_turn(
    harburg: User, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [ask_with(harburg, "a.txt", f"Nuss {n}".encode()) for n in range(3)]
    turns: Iterator[float] = iter(range(100))
    monkeypatch.setattr("portal.file_texts.reactions.time.monotonic", lambda: next(turns) * 8.0)
    deliver()
    again = Entry.objects.filter(fact="Requeued", reaction__endswith="read_files")
    assert again.count() > 0
    assert ReadFile.objects.count() == len(questions)


def test_files_cost_as_many_queries_for_many_questions_as_for_one(
    harburg: User, deliver: Deliver, django_assert_num_queries: Any
) -> None:
    questions = [ask_with(harburg, f"{n}.txt", f"Nuss {n}".encode()) for n in range(6)]
    deliver()
    for some in (questions[:1], questions):
        with django_assert_num_queries(7):
            described = documents([question.key for question in some])
        assert [len(one.files) for one in described.values()] == [1] * len(some)
