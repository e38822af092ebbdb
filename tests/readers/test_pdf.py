"""PDF files say what the page says to their reader now, and nothing else."""

import re
import subprocess
import sys
import zlib
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.kernel.aside import run_aside
from portal.outbox.registry import slow_reactions
from portal.readers import pdf
from portal.readers.jobs import KEEP_PDF, end_pdfs
from portal.readers.models import PdfFile, pdf_folder
from portal.readers.pdf import make_pdf, pdf_is_possible
from tests.factories.casestudies import case_study
from tests.factories.members import OSNABRUECK, organisation
from tests.factories.replication import report

needs_pango = pytest.mark.skipif(not pdf_is_possible(), reason="WeasyPrint or Pango is missing")


def ask(client, page) -> None:
    """Ask for the file, and let the worker make it."""
    client.post(reverse("readers:pdf", args=[page.pk]))
    make_pdf([one.reference for one in PdfFile.objects.filter(state="waiting")])


def unpacked(content: bytes) -> bytes:
    """Return what the streams of a file hold."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return b"".join(_inflated(stream) for stream in streams)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def file_of(client, page):
    """Download it."""
    return client.get(reverse("readers:pdf-file", args=[page.pk]))


@needs_pango
@pytest.mark.once
def test_a_page_becomes_a_tagged_file_and_goes_after_a_day(client, page) -> None:
    address = reverse("readers:pdf", args=[page.pk])
    assert address in client.get(page.get_absolute_url()).content.decode()
    assert file_of(client, page).status_code == 404
    client.post(address)
    client.post(address)
    (file,) = PdfFile.objects.all()
    assert file.state == "waiting"
    make_pdf([file.reference])
    answer = file_of(client, page)
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF-")
    assert b"pdfuaid:part" in unpacked(content)
    assert answer["Cache-Control"] == "private, no-store"
    file.refresh_from_db()
    assert (file.state, file.pages, file.html) == ("ready", 1, "")
    later = timezone.now() + KEEP_PDF + timedelta(hours=1)
    assert (end_pdfs(timezone.now()), end_pdfs(later)) == (0, 1)
    assert [path.name for path in pdf_folder().iterdir()] == []


@needs_pango
@pytest.mark.once
def test_whoever_is_told_less_by_the_page_gets_another_file(client, harburg, page) -> None:
    report(harburg, page, outcome="Nur für Mitglieder", visibility="members")
    client.force_login(harburg)
    ask(client, page)
    mine = file_of(client, page)
    assert b"".join(mine.streaming_content).startswith(b"%PDF-")
    client.logout()
    assert file_of(client, page).status_code == 404
    # Nor does she who may not read it any more.
    page.refresh_from_db()
    page.visibility = "county"
    page.save_revision().publish()
    client.force_login(harburg)
    assert file_of(client, page).status_code == 404
    assert client.post(reverse("readers:pdf", args=[page.pk])).status_code == 404


@needs_pango
@pytest.mark.once
def test_the_process_fetches_nothing_but_what_it_is_given(page, tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Zirbelnuss")
    order = {
        "html": f'<html lang="de"><title>x</title><img alt="a" src="file://{secret}">'
        '<link rel="attachment" href="file:///etc/hostname"><img alt="b" src="http://127.0.0.1:1/x">'
        f'<object data="file://{secret}"></object></html>',
        "css": f'@import url("file://{secret}"); body {{ background: url("file://{secret}") }}',
        "base_url": "http://localhost:8000",
        "files": {},
        "target": str(tmp_path / "made.pdf"),
    }
    assert int(run_aside(pdf._PROGRAM, order, tmp_path, 60)) == 1
    assert b"EmbeddedFile" not in (tmp_path / "made.pdf").read_bytes()


@needs_pango
def test_only_so_many_wait_at_a_time(client, page, monkeypatch) -> None:
    monkeypatch.setattr("portal.readers.actions.MOST_WAITING", 1)
    other = case_study(organisation(OSNABRUECK), title="Noch eine")
    assert client.post(reverse("readers:pdf", args=[page.pk])).status_code == 302
    assert client.post(reverse("readers:pdf", args=[other.pk])).status_code == 503
    assert PdfFile.objects.count() == 1


@needs_pango
def test_what_fails_is_said_and_can_be_asked_for_again(client, page, monkeypatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise subprocess.TimeoutExpired(sys.executable, 60)

    address = reverse("readers:pdf", args=[page.pk])
    client.post(address)
    with monkeypatch.context() as without:
        without.setattr("portal.kernel.aside.subprocess.run", broken)
        make_pdf([one.reference for one in PdfFile.objects.all()])
    assert PdfFile.objects.get().state == "failed"
    client.post(address)
    assert PdfFile.objects.get().state == "waiting"


def test_without_pango_nothing_is_offered(client, page, monkeypatch) -> None:
    monkeypatch.setattr("portal.readers.parts.pdf_is_possible", lambda: False)
    monkeypatch.setattr("portal.readers.views.pdf.pdf_is_possible", lambda: False)
    address = reverse("readers:pdf", args=[page.pk])
    assert address not in client.get(page.get_absolute_url()).content.decode()
    assert client.post(address).status_code == 404


def test_files_are_made_beside_what_is_quick() -> None:
    assert "portal.readers.pdf.make_pdf" in slow_reactions()
