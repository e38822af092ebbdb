"""The page for administrators: what waits, what failed and why; nothing of contents and people."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Question
from portal.kernel.verdict import Refused
from portal.members.models import User
from portal.operating import state
from portal.operating.actions import try_deliveries_again
from portal.operating.models import SecondTry
from portal.operating.reasons import plain_reason
from portal.operating.state import Level
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from portal.outbox.signs import give_sign
from search.engines.embedded import EmbeddedEngine
from search.models import Rebuild
from search.port import EngineUnavailable
from tests.contracts.engines import document, embedded
from tests.factories.forum import REINDEX, ask
from tests.factories.members import (
    HARBURG,
    OSNABRUECK,
    administrator,
    organisation,
    person,
    person_of,
)

pytestmark = pytest.mark.django_db
PAGE = "/betrieb/"
MAIL = "forum.mails.mail_merged"
SECRET = "Die Zirbelnuss der k.wiebusch@lk-harburg.example"


@pytest.fixture(autouse=True)
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedEngine]:
    """An engine of this test's own, wherever it is asked for."""
    with embedded(tmp_path) as made:
        for place in (
            "search.reactions",
            "search.doctor",
            "portal.operating.state",
            "portal.operating.queries",
            "portal.operating.management.commands.doctor",
        ):
            monkeypatch.setattr(f"{place}.engine", lambda: made)
        yield made


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(administrator())
    return client


def entry(key: str = "1", reaction: str = REINDEX, error: str = "", **fields: object) -> Entry:
    return Entry.objects.create(
        fact="QuestionAsked",
        kind="question",
        key=key,
        reaction=reaction,
        last_error=error,
        **fields,
    )


def failed(key: str = "1", reaction: str = REINDEX, error: str = "KeyError: x") -> Entry:
    return entry(key, reaction, error, failed_at=timezone.now(), attempts=7)


def text_of(client: Client) -> str:
    html = client.get(PAGE).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<h1") :]).split())


@pytest.mark.parametrize("role", ["", User.PlatformRole.MODERATOR])
def test_nobody_but_administrators_sees_it_or_sets_anything_going(
    client: Client, role: str
) -> None:
    one = failed()
    other = person("Mona Beispiel", role)
    for page in (PAGE, f"{PAGE}erneut/?reaktion={REINDEX}"):
        assert client.get(page).status_code == 302
    client.force_login(other)
    for page in (PAGE, f"{PAGE}erneut/?reaktion={REINDEX}"):
        assert client.get(page).status_code == 403
        assert client.post(page).status_code in {403, 405}
    with pytest.raises(Refused):
        try_deliveries_again(actor=other, reaction=REINDEX, deliveries=[one.pk], now=timezone.now())
    one.refresh_from_db()
    assert one.failed_at is not None


def test_it_shows_addresses_and_plain_reasons_no_contents_no_people(admin: Client) -> None:
    failed("lost", error=f"BadRequestError(400, 'document_parsing_exception', '{SECRET}')")
    failed("mailed", MAIL, f"SMTPRecipientsRefused: {SECRET}")
    entry("slow", MAIL, f"ConnectionRefusedError: {SECRET}", attempts=3)
    said = text_of(admin)
    for shown in ("question:lost", "question:mailed", "question:slow", REINDEX, MAIL):
        assert shown in said
    assert "Zirbelnuss" not in said
    assert "wiebusch" not in said
    assert "Der Mailserver hat die Empfängeradresse abgelehnt." in said


def test_one_and_all_of_a_reaction_are_tried_again_after_a_question(admin: Client) -> None:
    one, two, other = failed("1"), failed("2"), failed("3", MAIL)
    waiting = entry("4", attempts=2, due_at=timezone.now() + timedelta(hours=1))
    single = f"{PAGE}erneut/?reaktion={REINDEX}&nummer={one.pk}"
    assert "question:1" in admin.get(single).content.decode()
    assert Entry.objects.exclude(failed_at=None).count() == 3
    assert admin.post(single).status_code == 302
    assert set(Entry.objects.exclude(failed_at=None)) == {two, other}
    assert admin.post(f"{PAGE}erneut/?reaktion={REINDEX}").status_code == 302
    assert set(Entry.objects.exclude(failed_at=None)) == {other}
    tries = SecondTry.objects.values_list("reaction", "number", "actor__platform_role")
    assert list(tries) == [(REINDEX, 1, "administrator")] * 2
    waiting.refresh_from_db()
    assert waiting.attempts == 2
    # Gone meanwhile, or never there: nothing happens, nothing is noted.
    assert admin.get(single).status_code == 404
    assert admin.post(single).status_code == 302
    assert admin.get(f"{PAGE}erneut/?reaktion={REINDEX}&nummer=1%27").status_code == 404
    assert admin.get(f"{PAGE}erneut/").status_code == 404
    assert SecondTry.objects.count() == 2


def test_it_works_while_the_engine_is_down(
    admin: Client, monkeypatch: pytest.MonkeyPatch, engine: EmbeddedEngine
) -> None:
    def down() -> None:
        raise EngineUnavailable("ConnectionError: http://user:secret@host")

    monkeypatch.setattr(engine, "counts", down)
    said = text_of(admin)
    assert "unbekannt" in said
    assert "Nicht verfügbar." in said
    assert "secret" not in said


def test_rebuilds_are_told_running_done_or_broken_off(admin: Client) -> None:
    now = timezone.now()
    assert "nie neu aufgebaut" in text_of(admin)
    run = Rebuild.objects.create(lexicon="worte-1", documents=4711)
    said = text_of(admin)
    assert "4.711 von etwa 0" in said
    assert "läuft" in said
    Rebuild.objects.filter(pk=run.pk).update(seen_at=now - timedelta(hours=1))
    assert "abgebrochen" in text_of(admin)
    Rebuild.objects.filter(pk=run.pk).update(
        running=False, started_at=now - timedelta(seconds=90), finished_at=now
    )
    assert "in 90 Sekunden" in text_of(admin)


@pytest.mark.parametrize("rows", [1, 10])
def test_its_cost_does_not_grow_with_what_it_shows(admin: Client, rows: int) -> None:
    for number in range(rows):
        failed(str(number), f"app.mails.mail_{number}")
        entry(str(number), f"app.mails.mail_{number}", "KeyError: x", attempts=1)
        SecondTry.objects.create(reaction=REINDEX, number=1)
    admin.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        admin.get(PAGE)
    assert len(queries) == QUERIES


QUERIES = 16


def test_long_lists_come_in_pages(admin: Client) -> None:
    for number in range(30):
        failed(f"k{number}")
    first = admin.get(PAGE).content.decode()
    second = admin.get(f"{PAGE}?page=2").content.decode()
    assert ("question:k29" in first, "question:k0<" in first) == (True, False)
    assert ("question:k29" in second, "question:k0<" in second) == (False, True)


def test_parts_tell_what_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    now = timezone.now()

    def levels() -> dict[str, Level]:
        return {str(part.name): part.level for part in state.parts(now)}

    assert levels()["Hintergrunddienst"] is Level.WRONG
    give_sign("quick", now)
    give_sign("slow", now - timedelta(hours=1))
    assert levels()["Hintergrunddienst"] is Level.WRONG
    give_sign("slow", now)
    assert set(levels().values()) == {Level.OK}
    failed()
    assert levels()["Zustellungen"] is Level.NOTE
    entry(recorded_at=now - timedelta(hours=1))
    assert levels()["Zustellungen"] is Level.WRONG
    Rebuild.objects.create(lexicon="anders", running=False, finished_at=now)
    assert levels()["Wortliste der Suche"] is Level.NOTE
    (tmp_path / "file").touch()
    monkeypatch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path / "file" / "media")
    assert levels()["Ordner der Dateien"] is Level.WRONG
    (tmp_path / "generation-killed").mkdir()
    assert levels()["Suchindex"] is Level.NOTE


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("reactions.gone is not wired any more", "Diese Version kennt die Aufgabe nicht mehr."),
        ("EngineUnavailable: ConnectionError", "Die Suche war nicht verfügbar."),
        ("TimeoutError: 10.0.0.1", "Ein Dienst hat nicht rechtzeitig geantwortet."),
        ("KeyError: 'k.wiebusch@lk-harburg.example'", "Unerwarteter Fehler: KeyError"),
        ("k.wiebusch@lk-harburg.example", "Unerwarteter Fehler"),
    ],
)
def test_reasons_quote_nothing(error: str, said: str) -> None:
    assert str(plain_reason(error)) == said


class TestDoctor:
    """`manage.py doctor`: 0 in order, 1 something differs, 2 could not be checked."""

    @pytest.fixture
    def question(self) -> Question:
        now = timezone.now()
        for county in (HARBURG, OSNABRUECK):
            organisation(county)
        made = ask(person_of(organisation(HARBURG)), visibility="public")
        deliver_pending(now)
        give_sign("quick", now)
        return made

    def doctor(self, *options: str) -> tuple[int, str]:
        out = StringIO()
        try:
            call_command("doctor", *options, stdout=out, stderr=StringIO())
        except CommandError as error:
            return error.returncode, f"{out.getvalue()}\n{error}"
        return 0, out.getvalue()

    def test_what_differs_is_told_and_repaired(
        self,
        question: Question,
        engine: EmbeddedEngine,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        waits: list[float] = []

        def work(seconds: float) -> None:
            waits.append(seconds)
            deliver_pending(timezone.now())

        self.doctor("--repair", "--wait", "0")
        deliver_pending(timezone.now())
        assert self.doctor()[0] == 0
        engine.update([document("stray")], [question.reference])
        code, said = self.doctor()
        assert code == 1
        assert "Frage\t1\t1\t1\t1\t0\t0\t0" in said
        assert "--repair" in said
        code, said = self.doctor("--repair", "--wait", "0")
        # Queued, and nobody delivers: pending, not lost.
        assert (code, "Läuft ein Hintergrunddienst?" in said) == (0, True)
        assert "Frage\t1\t1\t0\t0\t0\t0\t2" in said
        engine.update([document("stray2")], [])
        monkeypatch.setattr("portal.operating.management.commands.doctor.time.sleep", work)
        code, said = self.doctor("--repair")
        assert (code, "Frage\t1\t1\t0\t0\t0\t0\t0" in said) == (0, True), said
        assert waits

    @pytest.mark.usefixtures("question")
    def test_an_engine_that_is_down_cannot_be_checked(
        self, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def down(*_arguments: Callable[[], None]) -> None:
            raise EngineUnavailable("away")

        monkeypatch.setattr(engine, "held", down)
        assert self.doctor()[0] == 2

    @pytest.mark.usefixtures("question")
    def test_a_silent_worker_is_told(self) -> None:
        self.doctor("--repair", "--wait", "0")
        deliver_pending(timezone.now())
        give_sign("quick", timezone.now() - timedelta(hours=1))
        assert self.doctor()[0] == 1
