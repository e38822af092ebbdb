"""Mails: once each, in two forms and the reader's language; what fails is tried again or told."""

import smtplib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from portal.kernel.content import Reference
from portal.notifications.mail import Mail, forget_sent, send_for
from portal.notifications.models import SentMail

pytestmark = pytest.mark.django_db

ABOUT = Reference("invitation", "one")


@pytest.fixture(autouse=True)
def _template(settings: Any, tmp_path: Any) -> None:
    (tmp_path / "mail").mkdir()
    parts = {
        "subject.txt": "{% translate 'Case studies' %} {{ what }}",
        "txt": '{% extends "mail/base.txt" %}{% block content %}{{ what }}{% endblock %}',
        "html": '{% extends "mail/base.html" %}{% block content %}<p>{{ what }}</p>{% endblock %}',
    }
    for ending, text in parts.items():
        (tmp_path / "mail" / f"greeting.{ending}").write_text(text)
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]


def greeting(to: str = "maren@kreis.example", **fields: Any) -> Mail:
    return Mail(template="greeting", to=to, context={"what": "<b>1 & 2</b>"}, **fields)


def send(*mails: Mail) -> object:
    def mails_about(_reference: Reference) -> Iterable[Mail]:
        return mails

    return send_for([ABOUT], mails_about)


def test_a_mail_has_text_and_html_in_the_readers_language() -> None:
    assert send(greeting(name="Maren Beispiel"), greeting("en@kreis.example", language="en")) == {}
    german, english = outbox.outbox
    ((html, kind),) = german.alternatives
    assert german.subject == "Fallbeispiele <b>1 & 2</b>"
    assert english.subject == "Case studies <b>1 & 2</b>"
    assert german.to == ["Maren Beispiel <maren@kreis.example>"]
    assert "<b>1 & 2</b>" in german.body
    assert "<p>&lt;b&gt;1 &amp; 2&lt;/b&gt;</p>" in html
    assert (kind, german.extra_headers["Auto-Submitted"]) == ("text/html", "auto-generated")


def test_a_mail_is_sent_once_and_a_reminder_is_another() -> None:
    send(greeting())
    send(greeting(), greeting(once="2"), greeting("other@kreis.example"))
    assert [message.to for message in outbox.outbox] == [
        ["maren@kreis.example"], ["maren@kreis.example"], ["other@kreis.example"],
    ]  # fmt: skip


def test_line_breaks_reach_no_header() -> None:
    send(greeting(name="Maren\r\nBcc: all@kreis.example"))
    (message,) = outbox.outbox
    assert message.to == ['"Maren Bcc: all@kreis.example" <maren@kreis.example>']
    assert message.recipients() == message.to


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"unknown")}), True),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (451, b"later")}), False),
        (smtplib.SMTPDataError(554, b"no"), True),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (ConnectionRefusedError("down"), False),
    ],
)
def test_what_a_retry_cannot_mend_is_told_from_what_it_can(
    monkeypatch: pytest.MonkeyPatch, error: Exception, *, permanent: bool
) -> None:
    def fail(*_: object) -> int:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", fail)
        failures = send_for([ABOUT], lambda _: [greeting()])
    assert [failure.permanent for failure in failures.values()] == [permanent]
    assert SentMail.objects.count() == 0
    assert send(greeting()) == {}
    assert len(outbox.outbox) == 1


def test_one_refused_address_keeps_nobody_else_from_the_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deliver = EmailBackend.send_messages

    def refuse_first(self: EmailBackend, messages: Any) -> int:
        if "bad@kreis.example" in messages[0].to:
            raise smtplib.SMTPRecipientsRefused({"bad@kreis.example": (550, b"unknown")})
        return int(deliver(self, messages))

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_first)
    failures = send_for([ABOUT], lambda _: [greeting("bad@kreis.example"), greeting()])
    assert [failure.permanent for failure in failures.values()] == [True]
    assert [message.to for message in outbox.outbox] == [["maren@kreis.example"]]


def test_what_was_sent_is_forgotten_after_two_months() -> None:
    send(greeting())
    now = timezone.now()
    assert (forget_sent(now), forget_sent(now + timedelta(days=61))) == (0, 1)
