"""Mails as text and HTML, each sent once, whatever is tried again.

An app describes its mails in its `mails.py`: a reaction is given addresses of things, reads their
newest state and builds the mails that are right *now*; who has left meanwhile gets none.

    @slow
    def mail_invitation(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
        return send_for(references, _invitation_mails)

    def _invitation_mails(reference: Reference) -> Iterable[Mail]: ...

A mail one may do without names its `Notice` (`notices.py`): whoever has declined that kind gets
none, and everybody else gets the link that stops it.
"""

import hashlib
import smtplib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import formataddr
from itertools import islice
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac

from portal.kernel.content import Reference
from portal.kernel.text import clean_line
from portal.members.models import User
from portal.notifications.models import SentMail
from portal.notifications.notices import Notice
from portal.notifications.queries import wants
from portal.notifications.stopping import stop_path
from portal.outbox.registry import Failure

KEEP_SENT = timedelta(days=60)
_THREAD = "portal.notifications.conversation"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail to one address, from `templates/mail/<template>.{subject.txt,txt,html}`.

    `once` tells this mail from others of the same template about the same thing to the same
    address: a reminder's number, the round of a vote. A mail whose `once` was sent before is not
    sent again. `unsubscribe` is the path of a page that ends mails of this kind by one POST,
    without a log-in: mail programs offer it as a button (RFC 8058).
    """

    template: str
    to: str
    context: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    language: str = "de"
    once: str = ""
    unsubscribe: str = ""
    # Whose account it goes to, where it goes to one; `notice` needs it, to ask what she wants.
    person: User | None = None
    notice: Notice | None = None
    # What it is about, to mail programs that keep mails about one thing together.
    conversation: str = ""

    def __post_init__(self) -> None:
        if self.notice and not self.person:
            raise ValueError(f"{self.template}: only somebody with an account can choose her mails")

    @property
    def wanted(self) -> bool:
        """Whether its reader is there, and has not declined mails of this kind."""
        if self.person is None:
            return True
        return self.person.is_active and (self.notice is None or wants(self.person, self.notice))

    @property
    def way_out(self) -> str:
        """The path of the page that ends mails of its kind; "" for one that always comes."""
        if self.person is None or self.notice is None:
            return self.unsubscribe
        return stop_path(self.person, self.notice)

    def digest(self, about: Reference) -> str:
        """Name this mail so that it is recognised when it is tried again."""
        parts = (self.template, str(about), self.to.lower(), self.once)
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()

    def message(self, digest: str, connection: BaseEmailBackend) -> EmailMultiAlternatives:
        """Write it in its reader's language."""
        return _message_of(self, digest, connection)


class Sendable(Protocol):
    """What can be sent once: a `Mail`, or one that was written before."""

    @property
    def wanted(self) -> bool: ...

    def digest(self, about: Reference) -> str: ...

    def message(self, digest: str, connection: BaseEmailBackend) -> EmailMessage: ...


def mail_to(
    person: User,
    template: str,
    *,
    context: Mapping[str, Any],
    once: str = "",
    notice: Notice | None = None,
    conversation: str = "",
) -> Mail:
    """Address a mail to somebody with an account, in her language."""
    return Mail(
        template=template,
        to=person.email,
        name=person.name,
        language=person.language,
        context=context,
        once=once,
        person=person,
        notice=notice,
        conversation=conversation,
    )


def send_for(
    references: Sequence[Reference], mails_about: Callable[[Reference], Iterable[Sendable]]
) -> Mapping[Reference, Failure]:
    """Send every mail about these things and return the things of which one could not be sent."""
    failures: dict[Reference, Failure] = {}
    connection: BaseEmailBackend = get_connection()
    try:
        for reference in references:
            if failure := _send_about(reference, mails_about(reference), connection):
                failures[reference] = failure
    finally:
        connection.close()
    return failures


def _send_about(
    reference: Reference, mails: Iterable[Sendable], connection: BaseEmailBackend
) -> Failure | None:
    failure = None
    for mail in mails:
        digest = mail.digest(reference)
        if not mail.wanted or SentMail.objects.filter(digest=digest).exists():
            continue
        try:
            mail.message(digest, connection).send()
        except (smtplib.SMTPException, OSError) as error:
            # One refused address must not keep the others from their mail.
            failure = _failure(error)
            if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
                return failure
            continue
        SentMail.objects.get_or_create(digest=digest)
    return failure


def _failure(error: Exception) -> Failure:
    """Tell what a retry cannot mend (RFC 5321, 4.2.1: 5yz) from what it can."""
    codes = [code for code, _text in getattr(error, "recipients", {}).values()]
    if isinstance(error, smtplib.SMTPResponseException):
        codes = [error.smtp_code]
    permanent = bool(codes) and all(500 <= code < 600 for code in codes)
    return Failure(f"{type(error).__name__}: {codes or error}", permanent=permanent)


def headers_of(digest: str) -> dict[str, str]:
    """Return what every mail carries; a second try carries the same Message-ID."""
    return {
        "Message-ID": _message_id(digest),
        # RFC 3834: no out-of-office answers, please.
        "Auto-Submitted": "auto-generated",
    }


def _message_id(digest: str) -> str:
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"<{digest[:40]}@{host}>"


def _thread(conversation: str) -> dict[str, str]:
    """Let all mails of one conversation answer the same mail, which nobody ever sent (RFC 5322).

    Its name tells nothing: without our key nobody can say which conversation it is.
    """
    if not conversation:
        return {}
    begun = _message_id(salted_hmac(_THREAD, conversation, algorithm="sha256").hexdigest())
    return {"In-Reply-To": begun, "References": begun}


def _message_of(mail: Mail, digest: str, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    context = {
        **mail.context,
        "base_url": settings.BASE_URL,
        "name": mail.name,
        "stop_url": f"{settings.BASE_URL}{mail.way_out}" if mail.notice else "",
    }
    with translation.override(mail.language):
        place = f"mail/{mail.template}"
        subject = clean_line(_plain(f"{place}.subject.txt", context))
        text = _plain(f"{place}.txt", context)
        html = render_to_string(f"{place}.html", {**context, "subject": subject})
    message = EmailMultiAlternatives(
        subject,
        text.strip() + "\n",
        to=[formataddr((clean_line(mail.name), mail.to)) if mail.name else mail.to],
        headers=headers_of(digest) | _thread(mail.conversation) | _one_click(mail.way_out),
        connection=connection,
    )
    message.attach_alternative(html, "text/html")
    return message


def _one_click(way_out: str) -> dict[str, str]:
    """Let mail programs stop such mails by themselves (RFC 8058)."""
    if not way_out:
        return {}
    return {
        "List-Unsubscribe": f"<{settings.BASE_URL}{way_out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _plain(template: str, context: Mapping[str, Any]) -> str:
    """Render text: where nothing is HTML, nothing is escaped."""
    return Engine.get_default().get_template(template).render(Context(context, autoescape=False))


def forget_sent(now: datetime) -> int:
    """Delete what is remembered of mails older than two months; nothing is tried for so long."""
    old = SentMail.objects.filter(sent_at__lt=now - KEEP_SENT).values_list("pk", flat=True)
    return SentMail.objects.filter(pk__in=list(islice(old, 5000))).delete()[0]
