"""Mails that wait in the database, unreadable without the site's secret key."""

import base64
import json
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

_SALT = "portal.notifications.sealing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as it was written; without receivers it is for nobody."""

    to: list[str]
    sender: str
    subject: str
    text: str
    html: str


def letter_of(message: EmailMultiAlternatives) -> Letter:
    """Take over what makes up a mail with its one HTML version."""
    ((html, _kind),) = message.alternatives
    return Letter(
        to=list(message.to),
        sender=message.from_email,
        subject=str(message.subject),
        text=str(message.body),
        html=str(html),
    )


def seal(letter: Letter) -> bytes:
    """Make it unreadable."""
    return _box().encrypt(json.dumps(asdict(letter)).encode())


def unseal(sealed: bytes | memoryview) -> Letter | None:
    """Read it again; None where the secret key has changed: then its links are worthless, too."""
    try:
        return Letter(**json.loads(_box().decrypt(bytes(sealed))))
    except InvalidToken:
        return None


def _box() -> Fernet:
    key = salted_hmac(_SALT, "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
