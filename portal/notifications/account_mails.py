"""Mails of accounts on their way: written in the request, sent by the worker, then forgotten."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from portal.kernel.content import Reference
from portal.members.models import User
from portal.notifications.mail import headers_of, send_for
from portal.notifications.models import AccountMail
from portal.notifications.sealing import Letter, unseal
from portal.outbox.registry import Failure, slow

logger = structlog.get_logger(__name__)


@slow
def mail_account(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Send what waits, and forget what was sent, or is not to be sent any more."""
    failures = send_for(references, _mails)
    done = [reference.key for reference in references if reference not in failures]
    AccountMail.objects.filter(key__in=done).delete()
    return failures


def forget_account_mails(now: datetime) -> int:
    """Delete mails whose links have run out: no mail server took them for so long."""
    valid_for = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    number, _rows = AccountMail.objects.filter(written_at__lt=now - valid_for).delete()
    if number:
        logger.warning("account_mails_never_sent", count=number)
    return number


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A mail that was written before; what `mail.send_for` needs of it."""

    person: User | None
    letter: Letter

    @property
    def wanted(self) -> bool:
        """Whether its receiver is still there; a letter to nobody is written, never sent."""
        return bool(self.letter.to) if self.person is None else self.person.is_active

    def digest(self, about: Reference) -> str:
        """Name it so that it is recognised when it is tried again."""
        return hashlib.sha256(f"account\x00{about}".encode()).hexdigest()

    def message(self, digest: str, connection: BaseEmailBackend) -> EmailMultiAlternatives:
        """Put it into an envelope."""
        message = EmailMultiAlternatives(
            self.letter.subject,
            self.letter.text,
            self.letter.sender,
            self.letter.to,
            headers=headers_of(digest),
            connection=connection,
        )
        message.attach_alternative(self.letter.html, "text/html")
        return message


def _mails(reference: Reference) -> Iterator[_Waiting]:
    for mail in AccountMail.objects.filter(key=reference.key).select_related("person"):
        if letter := unseal(mail.sealed):
            yield _Waiting(mail.person, letter)
