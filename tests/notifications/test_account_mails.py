"""Mails of accounts reach their mailbox once the mail server is there, and tell nothing before."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as sent
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.config.wiring import TIMETABLE
from portal.members.actions import erase_account
from portal.members.models import User
from portal.notifications.account_mails import forget_account_mails, mail_account
from portal.notifications.models import AccountMail, SentMail
from portal.notifications.personal_data import NOTIFICATIONS
from portal.outbox.delivery import Lane, deliver_pending, try_again
from portal.outbox.models import Entry
from tests.factories.members import HARBURG, organisation, person_of
from tests.faults.smtp import MailServer
from tests.mailbox import received

pytestmark = pytest.mark.django_db

PASSWORD, UNKNOWN = "ein-langes-passwort", "niemand@kreis.example"
RESET = "/konto/password/reset/"


def member(ags: str = "03459") -> User:
    user = person_of(organisation(ags))
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def maren() -> User:
    return member()


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    """A mail server that is away until the test brings it back."""
    made = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", made.port, False
    return made


def ask(email: str) -> None:
    answer = Client().post(RESET, {"email": email})
    assert answer["Location"] == "/konto/password/reset/done/"


def deliver(after: timedelta = timedelta(0)) -> datetime:
    now = timezone.now() + after
    deliver_pending(now, lane=Lane.SLOW)
    return now


def state() -> tuple[int, int, int]:
    """How many mails wait, are to be tried again, and have failed for good."""
    return (
        AccountMail.objects.count(),
        Entry.objects.open().count(),
        Entry.objects.exclude(failed_at=None).count(),
    )


def test_a_mail_server_that_is_away_loses_nothing(maren: User, server: MailServer) -> None:
    ask(maren.email)
    for minutes in range(3):
        deliver(timedelta(minutes=minutes))
        assert state() == (1, 1, 0)
    with server:
        deliver(timedelta(hours=1))
    assert state() == (0, 0, 0)
    ((receivers, message),) = server.taken
    assert receivers == [maren.email]
    text = message.get_payload(0).get_payload(decode=True).decode()
    (link,) = re.findall(r"http://testserver(/konto/password/reset/key/\S+)", text)
    browser = Client()
    form = browser.get(link)["Location"]
    browser.post(form, {"password1": "noch-ein-langer-satz", "password2": "noch-ein-langer-satz"})
    maren.refresh_from_db()
    assert maren.check_password("noch-ein-langer-satz")


def test_a_mail_is_sent_once_although_the_worker_died_after_it(maren: User) -> None:
    ask(maren.email)
    waiting = AccountMail.objects.get()
    received()
    AccountMail.objects.create(key=waiting.key, person=maren, sealed=waiting.sealed)
    assert mail_account([waiting.reference]) == {}
    assert (len(sent.outbox), AccountMail.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("answer", "after"), [("451 later", (1, 1, 0)), ("550 unknown", (1, 0, 1))]
)
def test_a_refused_mail_is_tried_again_or_kept_for_a_person(
    maren: User, server: MailServer, answer: str, after: tuple[int, int, int]
) -> None:
    ask(maren.email)
    server.answer = answer
    with server:
        deliver()
        assert state() == after
        assert maren.email not in Entry.objects.get().last_error
        server.answer = "250 fine"
        try_again(Entry.objects.values_list("pk", flat=True), timezone.now())
        deliver(timedelta(hours=1))
    assert (state(), len(server.taken)) == ((0, 0, 0), 1)


def test_known_and_unknown_addresses_get_the_same_answer_and_work(maren: User) -> None:
    done, rows = [], []
    for email in (maren.email, UNKNOWN):
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        done.append([_without_values(query["sql"]) for query in queries])
        rows.append((AccountMail.objects.count(), Entry.objects.count()))
    assert rows == [(1, 1), (2, 2)]
    known, unknown = done
    assert [sql for sql in known if "SELECT" not in sql] == [
        sql for sql in unknown if "SELECT" not in sql
    ]
    assert len(known) == len(unknown)
    assert [message.to for message in received()] == [[maren.email]]
    assert (AccountMail.objects.count(), Entry.objects.open().count()) == (0, 0)


def _without_values(sql: str) -> str:
    return re.sub(r"VALUES .*|WHERE .*|\"?s\d+_\w+\"?", "", sql)


def test_whoever_reads_the_database_reads_no_link(maren: User, settings) -> None:
    ask(maren.email)
    waiting = AccountMail.objects.get()
    sealed = bytes(waiting.sealed)
    for told in (maren.email, maren.name, "password/reset", "key"):
        assert told.encode() not in sealed
    assert NOTIFICATIONS.export(maren) == [
        {"kind": "mail_on_its_way", "written": waiting.written_at.isoformat()}
    ]
    settings.SECRET_KEY = "another one, as after a move"
    assert received() == []
    assert state() == (0, 0, 0)


def test_who_is_erased_or_switched_off_meanwhile_gets_none(maren: User) -> None:
    other = member(HARBURG)
    for user in (maren, other):
        ask(user.email)
    erase_account(actor=maren)
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert received() == []
    assert state() == (0, 0, 0)


def test_a_mail_whose_link_has_run_out_is_forgotten(maren: User, server: MailServer) -> None:
    ask(maren.email)
    deliver()
    now = timezone.now()
    assert forget_account_mails(now + timedelta(days=2, hours=23)) == 0
    assert forget_account_mails(now + timedelta(days=3, minutes=1)) == 1
    with server:
        deliver(timedelta(days=4))
    assert (state(), server.taken) == ((0, 0, 0), [])
    assert SentMail.objects.count() == 0
    assert forget_account_mails in {job.run for job in TIMETABLE}


def test_every_mail_of_accounts_says_that_a_program_wrote_it(maren: User) -> None:
    ask(maren.email)
    (message,) = received()
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f]{40}@testserver>", message.extra_headers["Message-ID"])
    assert "List-Unsubscribe" not in message.extra_headers
