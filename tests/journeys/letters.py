"""The letterbox of a journey: mails as the installation wrote them into files."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from playwright.sync_api import Page

from tests.journeys.site import Installation

_BETWEEN = b"-" * 79 + b"\n"
_PATIENCE = 100


def link_sent_to(site: Installation, page: Page, email: str, part: str) -> str:
    """Wait for the newest mail to an address that holds a link with PART; return its path."""
    pattern = re.compile(rf"{re.escape(site.base)}(/\S*{part}\S*)")
    for _moment in range(_PATIENCE):
        found = [link for text in _texts_to(site, email) for link in pattern.findall(text)]
        if found:
            return str(found[-1])
        page.wait_for_timeout(200)
    raise AssertionError(f"no mail to {email} with {part}")


def _texts_to(site: Installation, email: str) -> list[str]:
    return [
        message.get_body(("plain",)).get_content()
        for file in sorted((site.folder / "mail").glob("*"))
        for message in map(_read, file.read_bytes().split(_BETWEEN))
        if email in str(message["To"])
    ]


def _read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data.lstrip(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message
